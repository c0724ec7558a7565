// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;

/** A node for walks: what its driver says of each unit of its content is given as a table. */
final class FakeNode implements StatusView {

    /** What a driver says of a unit. */
    record Unit(int flags, String child, long offset) {

        static Unit of(int flags) {
            return new Unit(flags, null, -1);
        }

        boolean continues(Unit before, long unit) {
            boolean placed = offset < 0 ? before.offset < 0 : offset == before.offset + unit;
            return flags == before.flags && placed && java.util.Objects.equals(child, before.child);
        }
    }

    final Map<String, StatusView> children = new HashMap<>();
    final Unit[] units;
    StatusView backing;

    private final NodePipe pipe;
    private final String file;

    FakeNode(String name, String file, int unit, long length, Unit... units) {
        this.units = units;
        this.file = file;
        this.pipe = new NodePipe(name, new BounceMemory(), new WriteThreshold((at, beyond) -> { }));
        RecordingDriver driver = new RecordingDriver(Limits.BYTES, (int) length, 0) {
            @Override
            public int blockStatus(
                    BlockRequest request, long offset, long asked, BlockStatus status, int flags) {
                fill(unit, offset, asked, status);
                return IoResult.DONE;
            }
        };
        pipe.serve(driver, Terms.of(Limits.BYTES, true));
    }

    private void fill(int unit, long offset, long asked, BlockStatus status) {
        int first = (int) (offset / unit);
        int last = first;
        while (last + 1 < units.length && units[last + 1].continues(units[last], unit)) {
            last++;
        }
        Unit found = units[first];
        status.set(found.flags(), Math.min(asked, (last + 1L) * unit - offset));
        if (found.offset() >= 0) {
            status.at(found.child(), found.offset() + offset % unit);
        }
    }

    @Override
    public NodePipe pipe() {
        return pipe;
    }

    @Override
    public StatusView child(String name) {
        return children.get(name);
    }

    @Override
    public StatusView backing() {
        return backing;
    }

    @Override
    public String file() {
        return file;
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.DriverInstance;

/** Passes everything on, after the deed of the point. */
final class MisbehavingInstance implements DriverInstance {

    private final String node;
    private final Child file;
    private final Deeds deeds;

    MisbehavingInstance(String node, Child file, Deeds deeds) {
        this.node = node;
        this.file = file;
        this.deeds = deeds;
    }

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public Limits limits() {
        return file.limits();
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        Deeds.Answer answer = deeds.at("read", node);
        int result = file.read(request, offset, target, flags);
        if (answer == Deeds.Answer.GARBLE) {
            target.set(ValueLayout.JAVA_BYTE, 0, (byte) ~target.get(ValueLayout.JAVA_BYTE, 0));
        }
        return result;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        deeds.at("write", node);
        return file.write(request, offset, source, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        deeds.at("write", node);
        return file.writeZeroes(request, offset, length, flags);
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        deeds.at("flush", node);
        return file.flush(request, flags);
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags) {
        status.set(BlockStatus.RECURSE, length);
        status.at(file.name(), offset);
        return IoResult.DONE;
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        deeds.at("inactivate", node);
        file.flush(request, 0);
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        deeds.at("activate", node);
    }

    @Override
    public void close() {
        deeds.unchecked("close", node);
    }
}

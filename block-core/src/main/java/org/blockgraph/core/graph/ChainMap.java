// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.core.io.Bounds;
import org.blockgraph.core.io.MapRuns;

/** Lists the runs of a device, each asked for by a request of its own: the graph may change in between. */
public final class ChainMap {

    private ChainMap() {}

    /** Lists what lies in the range, as qemu-img map does; at most so many runs. */
    public static List<MapExtent> of(Device device, long offset, long length, int most)
            throws BlockException {
        Bounds.check(device.name(), device.length(), offset, length);
        MapRuns runs = new MapRuns(most);
        RequestToken token = device.tokens().borrow();
        try {
            long at = offset;
            long end = offset + length;
            while (at < end) {
                MapExtent run = device.mapRun(token, at, end - at);
                if (!runs.add(run)) {
                    break;
                }
                at += run.length();
            }
            return runs.runs();
        } finally {
            device.tokens().giveBack(token);
        }
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.Objects;
import org.blockgraph.api.Limits;

/**
 * On what terms a pipe hands requests to a driver instance.
 *
 * @param limits what the instance demands of requests
 * @param readOnly whether writes are refused
 * @param discard whether discards, and deallocation by write-zeroes, reach the driver
 * @param leaf whether the instance has no children and changes its content only when the pipe tells it to: a
 *     flush with nothing written since the last good one is then done without asking it
 * @param tracking what is tracked at least; raised to WRITES where the limits demand alignment
 */
public record Terms(Limits limits, boolean readOnly, boolean discard, boolean leaf, Tracking tracking) {

    /** Raises the tracking where the alignment needs it. */
    public Terms {
        Objects.requireNonNull(limits, "limits");
        if (tracking == Tracking.NONE && limits.requestAlignment() > 1) {
            tracking = Tracking.WRITES;
        }
    }

    /** The terms of a node with children: discards pass, nothing is tracked without need. */
    public static Terms of(Limits limits, boolean readOnly) {
        return new Terms(limits, readOnly, true, false, Tracking.NONE);
    }

    boolean tracksReads() {
        return tracking == Tracking.ALL;
    }

    boolean tracksWrites() {
        return tracking != Tracking.NONE;
    }
}

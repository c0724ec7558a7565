// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;

/**
 * Turns a parked node into an orphaned one when the most patient device above it has waited long enough.
 * Devices with less patience let their own requests fail before.
 */
final class ParkTimer {

    private final Core core;

    ParkTimer(Core core) {
        this.core = core;
    }

    /** Watches a node that has just been parked. */
    void watch(Node node) {
        Outage parked = node.outage();
        Duration patience = patience(node);
        if (patience == null) {
            return;
        }
        try {
            core.threads()
                    .timer()
                    .schedule(() -> expire(node, parked), patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            core.log().accept(node.name() + ": parked while the core closes");
        }
    }

    /** Returns the longest patience above, or null when some device waits for ever. */
    private Duration patience(Node node) {
        List<Device> above = core.graph().decide(() -> core.graph().devicesAbove(List.of(node)));
        Duration longest = above.isEmpty() ? core.patience().park() : Duration.ZERO;
        for (Device device : above) {
            if (device.parkTimeout() == null) {
                return null;
            }
            longest = longest.compareTo(device.parkTimeout()) < 0 ? device.parkTimeout() : longest;
        }
        return longest;
    }

    private void expire(Node node, Outage parked) {
        core.lane()
                .submit(new Change<>(
                        "time is over for " + node.name(),
                        () -> node.outage() == parked
                                ? core.graph().withAncestors(List.of(node))
                                : List.of(),
                        scope -> orphan(scope, node, parked)));
    }

    private Void orphan(ChangeScope scope, Node node, Outage parked) {
        core.graph().decideRun(() -> {
            if (node.outage() != parked) {
                return;
            }
            String sentence = parked.sentence() + ", and none came back in time";
            node.become(
                    NodeInfo.State.ORPHANED,
                    Outage.now(Outage.Cause.DRIVER_GONE, BlockError.NO_DRIVER, sentence, parked.remedy()));
            core.graph().deriveGates();
            scope.event(BlockEvent.Kind.NODE_ORPHANED, node.name(), sentence);
        });
        return null;
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.driver.DriverCalls;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.graph.RequestToken;

/**
 * A driver leaves: its nodes move to another registration of the same format, or park. The driver's code
 * stays callable until this is over, whatever else leaves at the same time.
 */
final class Departure {

    private final Core core;
    private final DriverEntry entry;
    private final ParkTimer parkTimer;
    private final TakeDown takeDown;
    private final Revival revival;

    Departure(Core core, DriverEntry entry, ParkTimer parkTimer) {
        this.core = core;
        this.entry = entry;
        this.parkTimer = parkTimer;
        this.takeDown = new TakeDown(core);
        this.revival = new Revival(core);
    }

    /**
     * Lets the driver go, on the framework's callback thread, and returns when its code is no longer used, or
     * when the time for it is over. A thread that is itself inside a request can't wait for that: it only
     * hands over.
     */
    void run() {
        entry.leave();
        Change<Void> change =
                core.lane().submit(new Change<>("driver " + entry + " leaves", this::claims, this::execute));
        CompletableFuture<Void> gone =
                change.done().whenComplete((result, failure) -> forgetWhenUnused());
        String inside = core.graph().lock().heldBy(Thread.currentThread());
        if (inside != null) {
            core.log()
                    .accept("driver " + entry + " was stopped by a thread that is inside a request (" + inside
                            + "): its departure goes on without that thread waiting for it");
            return;
        }
        long deadline = System.nanoTime() + core.patience().leave().toNanos();
        try {
            gone.get(core.patience().leave().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            core.log().accept("driver " + entry + " did not get free within " + core.patience().leave()
                    + "; its class loader stays until it does");
        } catch (ExecutionException e) {
            core.log().accept("driver " + entry + ": " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!DriverCalls.awaitNone(entry, deadline)) {
            core.log().accept("driver " + entry + " still has calls inside: " + DriverCalls.inside(entry));
        }
    }

    private void forgetWhenUnused() {
        core.registry().remove(entry);
        entry.forget();
        core.events()
                .post(BlockEvent.Kind.DRIVER_GONE, entry.toString(), "the driver is gone");
    }

    private List<Node> own() {
        List<Node> own = new ArrayList<>();
        for (Node node : core.graph().nodes()) {
            if (node.uses(entry)) {
                own.add(node);
            }
        }
        return own;
    }

    private Collection<Node> claims() {
        return core.graph().withAncestors(own());
    }

    private Void execute(ChangeScope scope) throws BlockException {
        List<Node> own = core.graph().decide(this::own);
        if (own.isEmpty()) {
            return null;
        }
        Set<Node> touched = core.graph().decide(() -> core.graph().withAncestors(own));
        scope.closeGates(touched);
        scope.endWaits(touched);
        long start = System.nanoTime();
        List<RequestToken> left =
                scope.awaitInFlight(start + core.patience().departureDrain().toNanos());
        if (!left.isEmpty() && new Abandonment(core).giveUp(scope, touched, left, entry)) {
            return null;
        }
        takeDown.inactivateAll(scope, touched, start + core.patience().leave().toNanos() * 9 / 10);
        park(scope, own);
        List<Node> revived = revival.revive(scope, touched);
        for (Node node : own) {
            if (node.state() == NodeInfo.State.PARKED) {
                scope.event(BlockEvent.Kind.NODE_PARKED, node.name(), node.outage().sentence());
                parkTimer.watch(node);
            } else if (revived.contains(node)) {
                scope.event(
                        BlockEvent.Kind.DRIVER_REPLACED,
                        node.name(),
                        entry + " -> " + node.servedBy().driver());
            }
        }
        return null;
    }

    private void park(ChangeScope scope, List<Node> own) throws BlockException {
        for (Node node : own) {
            if (node.servedBy() == null) {
                continue;
            }
            takeDown.drop(scope, node, true);
            node.files().remember();
            takeDown.become(
                    node,
                    NodeInfo.State.PARKED,
                    Outage.now(
                            Outage.Cause.DRIVER_LEFT,
                            BlockError.NO_DRIVER,
                            "the driver of " + node.name() + ", " + entry + " ("
                                    + entry.identity().bundle() + "), has left",
                            "install or start a bundle with the driver '" + node.format() + "'"));
        }
    }
}

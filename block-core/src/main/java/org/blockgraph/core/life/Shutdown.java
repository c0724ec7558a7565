// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.RequestToken;

/**
 * Closes everything: waiting requests fail at once, those in flight get a moment, what is dirty is written,
 * topmost first, and the files are closed. Nothing parks. All of it within a bound.
 */
final class Shutdown {

    private final Core core;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** When whoever waits for it gives up; set once, with {@link #begun}, under the monitor. */
    private long deadlineNanos;

    private boolean begun;

    Shutdown(Core core) {
        this.core = core;
    }

    /** Tells whether it has begun: then departing drivers only wait for it. */
    synchronized boolean begun() {
        return begun;
    }

    private synchronized boolean begin() {
        if (begun) {
            return false;
        }
        begun = true;
        deadlineNanos = System.nanoTime() + core.patience().shutdown().toNanos();
        return true;
    }

    private synchronized long deadline() {
        return deadlineNanos;
    }

    /** Closes everything and waits for it, bounded. Idempotent; a second caller waits for the first. */
    void run(String why) {
        if (begin()) {
            core.graph().decideRun(() -> core.graph().close(why));
            Change<Void> change = Change.closing(
                    "shut down: " + why,
                    () -> List.copyOf(core.graph().nodes()),
                    scope -> execute(scope, deadline()));
            core.lane().submit(change).done().whenComplete((result, failure) -> ended(failure));
        }
        await();
    }

    private void ended(Throwable failure) {
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }

    /** Once it has begun, waits until everything is closed, or its time is over, which it is only once. */
    void await() {
        try {
            done.get(Math.max(0, deadline() - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            core.log().accept("not everything was closed in time: a driver, or a change, does not end");
        } catch (ExecutionException e) {
            core.log().accept("while closing everything: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Void execute(ChangeScope scope, long deadline) throws BlockException {
        List<Node> nodes = core.graph().decide(() -> List.copyOf(core.graph().nodes()));
        List<Device> devices = core.graph().decide(() -> List.copyOf(core.graph().devices()));
        scope.closeGates(nodes);
        TakeDown takeDown = new TakeDown(core);
        scope.endWaits(nodes);
        long now = System.nanoTime();
        for (RequestToken token : scope.awaitInFlight(now + (deadline - now) / 2)) {
            Abandonment.giveUp(token, nodes);
            core.log().accept("a request of " + token.client() + " did not end and was given up");
        }
        takeDown.inactivateAll(scope, nodes, deadline);
        scope.write(() -> takeOut(nodes, devices));
        Graph.topmostFirst(nodes).forEach(this::end);
        devices.forEach(device -> device.tokens().close());
        return null;
    }

    private void takeOut(List<Node> nodes, List<Device> devices) {
        devices.forEach(core.graph()::remove);
        for (Node node : Graph.topmostFirst(nodes)) {
            core.graph().remove(node);
            node.pipe().clear();
        }
    }

    private void end(Node node) {
        if (node.servedBy() != null) {
            node.servedBy().tasks().end(System.nanoTime());
            if (node.state() == NodeInfo.State.INACTIVE) {
                new InstanceStarter(core).closeInstance(node, node.servedBy());
            }
            node.serveBy(null);
        }
        node.files().close();
    }
}

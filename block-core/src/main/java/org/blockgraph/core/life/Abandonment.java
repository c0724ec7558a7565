// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.file.FileUse;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.graph.RequestToken;

/**
 * Gives up requests that hang inside a driver that leaves. Their holds no longer count and they can reach no
 * child; the instances that they are inside of may be in any state, so those go as well, without another
 * call.
 */
final class Abandonment {

    private static final long ENTERING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Core core;
    private final TakeDown takeDown;

    Abandonment(Core core) {
        this.core = core;
        this.takeDown = new TakeDown(core);
    }

    /** Returns false, and leaves everything as it is, when all of them have left after all. */
    boolean giveUp(ChangeScope scope, Collection<Node> touched, List<RequestToken> left, DriverEntry leaving)
            throws BlockException {
        String who = "";
        // A request that came through one of them may be anywhere below.
        Collection<Node> places = core.graph().decide(() -> core.graph().withDescendants(touched));
        for (RequestToken token : left) {
            Thread thread = token.thread();
            if (abandon(token, places)) {
                who = token.client() + (thread == null ? "" : " in thread " + thread.getName());
                scope.event(
                        BlockEvent.Kind.REQUEST_ABANDONED,
                        token.client(),
                        "it hung while " + leaving + " left");
            }
        }
        if (who.isEmpty()) {
            return false;
        }
        String sentence = "a request (" + who + ") hung inside when the driver " + leaving
                + " left; it was given up, and its class loader stays until that thread returns";
        for (Node node : touched) {
            if (node.servedBy() != null) {
                takeDown.drop(scope, node, false);
            }
            takeDown.become(
                    node,
                    NodeInfo.State.ORPHANED,
                    Outage.now(
                            Outage.Cause.HUNG,
                            BlockError.NO_DRIVER,
                            node.name() + ": " + sentence,
                            "the node comes back when the thread has returned and a driver '" + node.format()
                                    + "' is here"));
            takeDown.failNextFlushAbove(node, "what was not flushed is lost: " + sentence);
            scope.event(BlockEvent.Kind.NODE_ORPHANED, node.name(), sentence);
        }
        return true;
    }

    /**
     * Gives one request up: it holds no place any more that others wait for. The files of the nodes stay
     * open until its thread has returned.
     *
     * @param nodes where it may be
     * @return false when it had left, or was only about to enter
     */
    static boolean giveUp(RequestToken token, Collection<Node> nodes) {
        List<FileUse> uses = new ArrayList<>();
        for (Node node : nodes) {
            try {
                uses.add(node.files().enter());
            } catch (BlockException e) {
                // Closed already, so that nothing in there is kept open.
            }
        }
        boolean given = token.abandon(() -> uses.forEach(FileUse::leave));
        uses.forEach(given ? FileUse::giveUp : FileUse::leave);
        if (given) {
            nodes.forEach(node -> node.pipe().forget(token));
        }
        return given;
    }

    /** A request that is only just entering, or leaving, is not hung: it gets a moment. */
    private static boolean abandon(RequestToken token, Collection<Node> nodes) {
        long deadline = System.nanoTime() + ENTERING_NANOS;
        while (token.inFlight() && System.nanoTime() < deadline) {
            if (giveUp(token, nodes)) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return false;
    }
}

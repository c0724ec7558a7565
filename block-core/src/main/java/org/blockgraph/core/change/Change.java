// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.graph.Node;

/**
 * One change of the graph.
 *
 * @param <T> what it results in
 */
public final class Change<T> {

    /** The work of a change, on its own thread, holding its claims and no lock. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T execute(ChangeScope scope) throws BlockException;
    }

    private final String what;
    private final boolean evenWhenClosing;
    private final Supplier<Collection<Node>> claims;
    private final Work<T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();

    /**
     * Describes a change.
     *
     * @param what for the history: "open d0"
     * @param claims the nodes it touches, asked for under the global lock when its turn may have come
     */
    public Change(String what, Supplier<Collection<Node>> claims, Work<T> work) {
        this(what, false, claims, work);
    }

    private Change(String what, boolean evenWhenClosing, Supplier<Collection<Node>> claims, Work<T> work) {
        this.what = what;
        this.evenWhenClosing = evenWhenClosing;
        this.claims = claims;
        this.work = work;
    }

    /** A change that runs although everything is closing: the closing itself. */
    public static <T> Change<T> closing(String what, Supplier<Collection<Node>> claims, Work<T> work) {
        return new Change<>(what, true, claims, work);
    }

    String what() {
        return what;
    }

    boolean evenWhenClosing() {
        return evenWhenClosing;
    }

    Collection<Node> claims() {
        return claims.get();
    }

    Work<T> work() {
        return work;
    }

    /** Completes when the change is over; exceptionally with a BlockException when it failed. */
    public CompletableFuture<T> done() {
        return done;
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.UnderGlobalLock;

/**
 * Runs changes in order of arrival, as far as they claim common nodes. Admission takes arrivals from the
 * inbox, asks each under the global lock what it claims, and starts on a thread of its own what claims
 * nothing that is claimed or that an earlier arrival waits for. Whoever may take the global lock admits,
 * since every thread between costs a change time: a caller that waits, and a change that ends. For those that
 * may hold anything the control thread does.
 */
public final class ChangeLane {

    /**
     * The most changes that wait or run; a further one that somebody asks for is refused with BUSY. What the
     * core has to do itself is not: each such change stands for a driver, a drain, a parked node or a hung
     * request, of which there are only so many.
     */
    public static final int MAX_CHANGES = 4096;

    private final Graph graph;
    private final History history;
    private final EventBus events;
    private final ExecutorService control;
    private final ExecutorService workers;
    private final ConcurrentLinkedQueue<Change<?>> inbox = new ConcurrentLinkedQueue<>();

    /** Changes whose end has not been told; any thread. */
    private final Set<Change<?>> unfinished = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /** Arrivals whose claims were not free; global lock. */
    private final List<Change<?>> pending = new ArrayList<>();

    /** What running changes have claimed; global lock. */
    private final Set<Node> claimed = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Uses one thread to admit and one for each change that runs. */
    public ChangeLane(
            Graph graph, History history, EventBus events, ExecutorService control, ExecutorService workers) {
        this.graph = graph;
        this.history = history;
        this.events = events;
        this.control = control;
        this.workers = workers;
    }

    /** Queues a change that has to be made. Any thread, whatever it holds; never waits. */
    public <T> Change<T> submit(Change<T> change) {
        if (enter(change)) {
            try {
                control.execute(this::admit);
            } catch (RejectedExecutionException e) {
                unfinished.forEach(this::refuse);
            }
        }
        return change;
    }

    private boolean enter(Change<?> change) {
        unfinished.add(change);
        if (closed) {
            refuse(change);
            return false;
        }
        return inbox.add(change);
    }

    /** Queues a change that somebody asks for and waits for its end. Not inside an I/O operation. */
    @GlobalState
    public <T> T run(Change<T> change) throws BlockException {
        graph.requireOutside();
        if (unfinished.size() >= MAX_CHANGES) {
            throw new BlockException(
                    BlockError.BUSY, change.what() + ": " + MAX_CHANGES + " changes wait; try again later");
        }
        if (enter(change)) {
            admit();
        }
        return await(change.done());
    }

    /** Tells whoever still waits that nothing comes any more. Called once, when the threads have ended. */
    public void close() {
        closed = true;
        unfinished.forEach(this::refuse);
    }

    private void refuse(Change<?> change) {
        fail(change, new BlockException(BlockError.SHUTDOWN, change.what() + ": the graph is closed"));
    }

    private void fail(Change<?> change, Throwable why) {
        unfinished.remove(change);
        change.done().completeExceptionally(why);
    }

    /** Waits for a change's end, whatever interrupts: an interrupted caller still learns how it ended. */
    private static <T> T await(Future<T> done) throws BlockException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw asBlockException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static BlockException asBlockException(Throwable failure) {
        if (failure instanceof BlockException known) {
            return known;
        }
        if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return asBlockException(wrapped.getCause());
        }
        return new BlockException(
                BlockError.DRIVER_FAULT, null, BlockException.NO_OFFSET, "unexpected: " + failure, failure);
    }

    private void admit() {
        graph.decideRun(this::startWhatIsFree);
    }

    @UnderGlobalLock
    private void startWhatIsFree() {
        for (Change<?> change = inbox.poll(); change != null; change = inbox.poll()) {
            pending.add(change);
        }
        Set<Node> spokenFor = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Iterator<Change<?>> each = pending.iterator(); each.hasNext(); ) {
            Change<?> change = each.next();
            Collection<Node> wanted;
            try {
                wanted = change.claims();
            } catch (RuntimeException | Error e) {
                // A bug, which must not keep every later change from its turn.
                each.remove();
                fail(change, e);
                continue;
            }
            boolean free = Collections.disjoint(claimed, wanted) && Collections.disjoint(spokenFor, wanted);
            if (free) {
                each.remove();
                start(change, wanted);
            } else {
                spokenFor.addAll(wanted);
            }
        }
    }

    @UnderGlobalLock
    private void start(Change<?> change, Collection<Node> wanted) {
        claimed.addAll(wanted);
        try {
            workers.execute(() -> execute(change, wanted));
        } catch (RejectedExecutionException e) {
            claimed.removeAll(wanted);
            refuse(change);
        }
    }

    /** On a worker thread, holding no lock. */
    private <T> void execute(Change<T> change, Collection<Node> wanted) {
        ChangeScope scope = new ChangeScope(graph, change, wanted);
        T result = null;
        Throwable failure = null;
        try {
            if (!change.evenWhenClosing()) {
                graph.requireOpen();
            }
            result = change.work().execute(scope);
        } catch (BlockException | RuntimeException | Error e) {
            failure = e;
        }
        try {
            scope.openGates();
        } catch (RuntimeException | Error e) {
            failure = failure == null ? e : failure;
        } finally {
            graph.decideRun(() -> {
                claimed.removeAll(wanted);
                startWhatIsFree();
            });
        }
        tell(change, scope, result, failure);
    }

    private <T> void tell(Change<T> change, ChangeScope scope, T result, Throwable failure) {
        history.add(scope.historyEntry(failure));
        events.post(scope.events());
        if (failure == null) {
            unfinished.remove(change);
            change.done().complete(result);
        } else {
            fail(change, failure);
        }
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Gates;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.graph.UnderGlobalLock;
import org.blockgraph.lock.LockTimeoutException;
import org.blockgraph.lock.WriteSection;

/**
 * What a running change works with: its claims, the gates that it closed, the write lock, and what it leaves
 * for the history. Used by the change's own thread.
 */
public final class ChangeScope {

    /** How long the sources of readers are kept closed for one try to get the write lock. */
    private static final long WRITE_TRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long requests are let through between two tries. */
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often somebody who waits looks whether everything is closing. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How often it is tried for a change that can fail, and then names the readers. */
    private static final int WRITE_TRIES = 15;

    private final Graph graph;
    private final String what;
    private final boolean evenWhenClosing;
    private final Set<Node> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> gated = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Device> held = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> woken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Device> closedDevices = new ArrayList<>();
    private final List<String> edges = new ArrayList<>();
    private final List<BlockEvent> events = new ArrayList<>();
    private final Instant start = Instant.now();
    private long gatesClosedAt;
    private long pauseNanos;
    private long writeNanos;
    private long waitedBefore;
    private long waited;
    private int drained;

    ChangeScope(Graph graph, Change<?> change, Collection<Node> claimed) {
        this.graph = graph;
        this.what = change.what();
        this.evenWhenClosing = change.evenWhenClosing();
        this.claimed.addAll(claimed);
    }

    /** Closes the gates of every device above the nodes, all of them claimed. */
    @GlobalState
    public void closeGates(Collection<Node> nodes) {
        graph.decideRun(() -> {
            for (Node node : nodes) {
                assert claimed.contains(node) : what + " has not claimed " + node.name();
                if (gated.add(node)) {
                    node.gate(1);
                }
            }
            noteClosed(graph.devicesAbove(nodes));
        });
        countDrained();
    }

    /** Closes the gate of one device and of no other that stands on the same nodes. */
    @GlobalState
    public void closeGate(Device device) {
        graph.decideRun(() -> {
            if (held.add(device)) {
                Gates.hold(device, 1);
            }
            noteClosed(List.of(device));
        });
        countDrained();
    }

    @UnderGlobalLock
    private void noteClosed(Collection<Device> devices) {
        if (gatesClosedAt == 0) {
            gatesClosedAt = System.nanoTime();
        }
        for (Device device : devices) {
            if (!closedDevices.contains(device)) {
                closedDevices.add(device);
                waitedBefore += Gates.waited(device);
            }
        }
        graph.deriveGates();
    }

    private void countDrained() {
        for (Device device : closedDevices) {
            drained += device.tokens().inFlight();
        }
    }

    /** Tells whether the change has claimed the node. */
    public boolean hasClaimed(Node node) {
        return claimed.contains(node);
    }

    /**
     * Ends waits inside the drivers of the nodes and of all below them, so that requests in flight can leave.
     * When the gates open, drivers that still serve may wait again.
     */
    public void endWaits(Collection<Node> nodes) {
        quiet(graph.decide(() -> graph.withDescendants(nodes)));
    }

    /** The same for these nodes alone. */
    public void quiet(Collection<Node> nodes) {
        graph.decideRun(() -> {
            for (Node node : nodes) {
                if (woken.add(node)) {
                    node.quiet(1);
                }
                graph.settleTasks(node);
            }
        });
    }

    /**
     * Waits until the requests of the devices whose gates were closed have left.
     *
     * @return those that had not when the deadline passed
     */
    @GlobalState
    public List<RequestToken> awaitInFlight(long deadlineNanos) {
        List<RequestToken> left = new ArrayList<>();
        for (Device device : closedDevices) {
            if (!Gates.awaitIdle(device, deadlineNanos)) {
                left.addAll(device.tokens().inside());
            }
        }
        return left;
    }

    /** Returns the devices whose gates this change has closed. */
    public List<Device> closedDevices() {
        return List.copyOf(closedDevices);
    }

    /**
     * Opens the gates that this change closed and lets drivers wait again, as far as nothing else is in the
     * way. Idempotent.
     */
    @GlobalState
    public void openGates() {
        if (gated.isEmpty() && held.isEmpty() && woken.isEmpty()) {
            return;
        }
        graph.decideRun(() -> {
            gated.forEach(node -> node.gate(-1));
            gated.clear();
            held.forEach(device -> Gates.hold(device, -1));
            held.clear();
            graph.deriveGates();
            mayWaitAgain(woken);
        });
        if (gatesClosedAt != 0) {
            pauseNanos += System.nanoTime() - gatesClosedAt;
            gatesClosedAt = 0;
        }
        for (Device device : closedDevices) {
            waited += Gates.waited(device);
        }
        waited -= waitedBefore;
        waitedBefore = 0;
        closedDevices.clear();
    }

    /** Lets drivers wait again that the change has to do with no more, before it is over. */
    public void letWait(Predicate<Node> which) {
        graph.decideRun(() -> mayWaitAgain(woken.stream().filter(which).toList()));
    }

    @UnderGlobalLock
    private void mayWaitAgain(Collection<Node> nodes) {
        List<Node> again = List.copyOf(nodes);
        again.forEach(woken::remove);
        again.forEach(node -> node.quiet(-1));
        again.forEach(graph::settleTasks);
    }

    /**
     * Commits under the write lock what can't be left undone: no I/O, no waiting. While a reader anywhere in
     * the graph does not leave, it is tried again and again, and ends only when everything is closing.
     */
    @GlobalState
    public void write(Runnable commit) throws BlockException {
        writeUntilDone(() -> {
            commit.run();
            return null;
        });
    }

    /** The same for what may find at the last moment that it is not wanted. */
    @GlobalState
    public <T> T writeUntilDone(Supplier<T> commit) throws BlockException {
        return writeAndDecide(commit, Integer.MAX_VALUE);
    }

    /**
     * Commits under the write lock what can be left undone, and may find at the last moment that it can't be
     * done; TIMED_OUT when a reader does not leave.
     */
    @GlobalState
    public <T> T writeAndDecide(Supplier<T> commit) throws BlockException {
        return writeAndDecide(commit, WRITE_TRIES);
    }

    private <T> T writeAndDecide(Supplier<T> commit, int tries) throws BlockException {
        String inTheWay = "";
        for (int i = 0; i < tries; i++) {
            try {
                T result = writeOnce(commit);
                noteTries(i, inTheWay);
                return result;
            } catch (LockTimeoutException e) {
                inTheWay = e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BlockException(BlockError.CANCELLED, what + ": interrupted");
            }
            letRequestsThrough();
        }
        noteTries(tries, inTheWay);
        throw new BlockException(BlockError.TIMED_OUT, what + ": a reader does not leave: " + inTheWay);
    }

    private void noteTries(int failed, String inTheWay) {
        if (failed > 0) {
            edges.add("the write lock was not to be had for a second, " + failed + " times: " + inTheWay);
        }
    }

    private void letRequestsThrough() throws BlockException {
        long until = System.nanoTime() + BETWEEN_NANOS;
        for (long left = BETWEEN_NANOS; left > 0; left = until - System.nanoTime()) {
            if (!evenWhenClosing) {
                graph.requireOpen();
            }
            LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
        }
    }

    private <T> T writeOnce(Supplier<T> commit) throws LockTimeoutException, InterruptedException {
        graph.lock().global().lock();
        try {
            WriteSection section = graph.lock().lockWrite(what, WRITE_TRY_NANOS, TimeUnit.NANOSECONDS);
            try (section) {
                return commit.get();
            } finally {
                writeNanos += section.heldNanos();
            }
        } finally {
            graph.lock().global().unlock();
        }
    }

    /** Notes an edge or driver pointer that moved. */
    public void moved(String line) {
        edges.add(line);
    }

    /** Notes an event, posted when the change is over. */
    public void event(BlockEvent.Kind kind, String subject, String detail) {
        events.add(new BlockEvent(kind, subject, detail, Instant.now()));
    }

    /** Returns how long gates were closed by this change so far, in nanoseconds. */
    public long pauseNanos() {
        return pauseNanos;
    }

    List<BlockEvent> events() {
        return events;
    }

    HistoryEntry historyEntry(Throwable failure) {
        String outcome = failure == null ? "done" : failure.getMessage();
        return new HistoryEntry(
                0, start, what, String.valueOf(outcome), drained, waited, pauseNanos, writeNanos, edges);
    }
}

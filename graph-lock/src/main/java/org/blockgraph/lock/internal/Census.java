// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.LockContext;

/**
 * Who is registered, and what all counts add up to. Everything here is guarded by the list lock.
 *
 * <p>A closed context stays in the sum, unchanged, while holds of it are registered, since such a hold may
 * still leave through it; then its count is retired and its balance goes to the orphaned one.
 */
final class Census {

    private final ListLock listLock;
    private final Set<ReaderContext> contexts = new LinkedHashSet<>();
    private final Set<ReaderHold> holds = new LinkedHashSet<>();

    /** Holds that were abandoned; those that have left meanwhile are dropped by the next sum. */
    private final Set<ReaderHold> abandoned = new LinkedHashSet<>();

    /** Readers that sleep on the list lock. */
    private final Map<ReaderHold, Sleep> sleepers = new LinkedHashMap<>();

    /** The counts of the contexts, for a fast sum; null when the contexts changed. */
    private ReaderCount[] counts;

    private int openContexts;
    private long orphaned;

    /** Who sleeps, and since when in the time of {@link System#nanoTime}. */
    record Sleep(Thread thread, long sinceNanos) {}

    Census(ListLock listLock) {
        this.listLock = listLock;
    }

    /**
     * Adds everything up. With the signal raised the result may be too high, never too low: 0 then means
     * that nobody is inside. With the signal lowered it means nothing certain and may even be negative.
     */
    long sum() {
        assert listLock.isHeldByCurrentThread();
        if (counts == null) {
            counts = contexts.stream().map(ReaderContext::count).toArray(ReaderCount[]::new);
        }
        long sum = orphaned;
        for (ReaderCount count : counts) {
            sum += count.balance();
        }
        // After the counts: a departure that was seen there is then seen here, too.
        return abandoned.isEmpty() ? sum : sum - abandonedInside();
    }

    private int abandonedInside() {
        abandoned.removeIf(hold -> !hold.isAbandonedNow());
        return abandoned.size();
    }

    /** Returns the balance of closed contexts, less the abandoned holds that have not left. */
    long orphanedBalance() {
        assert listLock.isHeldByCurrentThread();
        long sum = orphaned;
        for (ReaderContext context : contexts) {
            if (context.count().isClosed()) {
                sum += context.count().balance();
            }
        }
        return sum - abandonedInside();
    }

    Set<ReaderContext> contexts() {
        assert listLock.isHeldByCurrentThread();
        return contexts;
    }

    void sleep(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        sleepers.put(hold, new Sleep(Thread.currentThread(), System.nanoTime()));
    }

    void wake(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        sleepers.remove(hold);
    }

    /** Tells whether somebody sleeps, or was woken and has not come in yet. */
    boolean hasSleepers() {
        assert listLock.isHeldByCurrentThread();
        return !sleepers.isEmpty();
    }

    boolean isAsleep(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        return sleepers.containsKey(hold);
    }

    boolean add(ReaderContext context) {
        assert listLock.isHeldByCurrentThread();
        if (openContexts == GraphLock.MAX_CONTEXTS) {
            return false;
        }
        openContexts++;
        contexts.add(context);
        counts = null;
        return true;
    }

    void close(ReaderContext context) {
        assert listLock.isHeldByCurrentThread();
        if (!context.count().isClosed()) {
            context.count().close();
            openContexts--;
            retireIfUnused(context);
        }
    }

    boolean add(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        if (holds.size() == GraphLock.MAX_HOLDS || hold.context().holds() == LockContext.MAX_HOLDS) {
            return false;
        }
        holds.add(hold);
        hold.context().holdAdded();
        return true;
    }

    void remove(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        if (holds.remove(hold)) {
            abandoned.remove(hold);
            hold.context().holdRemoved();
            retireIfUnused(hold.context());
        }
    }

    private void retireIfUnused(ReaderContext context) {
        if (context.count().isClosed() && context.holds() == 0 && contexts.remove(context)) {
            counts = null;
            orphaned += context.count().retire();
        }
    }

    /** Counts a departure through a context that is retired. */
    void leaveRetired() {
        assert listLock.isHeldByCurrentThread();
        orphaned--;
    }

    boolean abandon(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        boolean marked = hold.markAbandoned();
        if (marked) {
            abandoned.add(hold);
        }
        return marked;
    }

    void forgetAbandoned(ReaderHold hold) {
        assert listLock.isHeldByCurrentThread();
        abandoned.remove(hold);
        hold.clearAbandoned();
    }

    /** Returns who is inside, the abandoned ones included, and remembers to have seen them. */
    List<Sighting> inside() {
        assert listLock.isHeldByCurrentThread();
        long now = System.nanoTime();
        List<Sighting> seen = new ArrayList<>();
        for (ReaderHold hold : holds) {
            Thread thread = hold.threadNow();
            if (thread != null) {
                seen.add(new Sighting(hold, thread, hold.noticedSince(now), hold.isAbandonedNow()));
            }
        }
        return seen;
    }

    /** Returns who sleeps, the longest sleeper first. */
    List<Sighting> asleep() {
        assert listLock.isHeldByCurrentThread();
        long now = System.nanoTime();
        List<Sighting> seen = new ArrayList<>();
        sleepers.forEach((hold, sleep) ->
                seen.add(new Sighting(hold, sleep.thread(), now - sleep.sinceNanos(), false)));
        return seen;
    }

    /** Returns a registered hold through which the thread is inside, or null. */
    ReaderHold heldBy(Thread thread) {
        assert listLock.isHeldByCurrentThread();
        for (ReaderHold hold : holds) {
            if (hold.threadNow() == thread) {
                return hold;
            }
        }
        return null;
    }
}

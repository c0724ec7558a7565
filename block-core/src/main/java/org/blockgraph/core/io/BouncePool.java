// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * What one node may have of the {@link BounceMemory}: at most {@link #MAX_CHUNKS} at a time. At the bound a
 * request waits for another one to finish, and one that may not wait is told so.
 *
 * <p>The bound is each node's own: whoever holds a chunk here waits further down only, so that nodes above
 * each other can't starve one another. A request takes at most one chunk at a node, after it was admitted by
 * the node's tracker.
 */
final class BouncePool {

    /** The most chunks in use at one node: 4 MiB. */
    static final int MAX_CHUNKS = 16;

    private final String node;
    private final BounceMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    /** Under the lock; those of requests that were given up are no longer in it. */
    private final List<Bounce> used = new ArrayList<>(MAX_CHUNKS);

    /** Permits taken by requests that are just getting their memory; under the lock. */
    private int pending;

    BouncePool(String node, BounceMemory memory) {
        this.node = node;
        this.memory = memory;
    }

    /**
     * Takes a chunk.
     *
     * @return null where it would have to wait and may not
     * @throws BlockException ABANDONED, or BUSY where the virtual machine has no native memory left
     */
    Bounce take(BlockRequest owner, boolean mayWait) throws BlockException {
        if (!reserve(owner, mayWait)) {
            return null;
        }
        MemorySegment chunk = null;
        try {
            chunk = memory.take();
        } catch (OutOfMemoryError e) {
            throw new BlockException(
                    BlockError.BUSY,
                    node,
                    node + ": no native memory is left for a bounce buffer; raise -XX:MaxDirectMemorySize");
        } finally {
            if (chunk == null) {
                cancel();
            }
        }
        return settle(new Bounce(this, owner, chunk));
    }

    /** Writes off what a request holds that was given up, and wakes it where it waits. */
    void forget(BlockRequest owner) {
        lock.lock();
        try {
            for (Bounce one : used) {
                one.lost |= one.owner == owner;
            }
            used.removeIf(one -> one.lost);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void give(Bounce bounce) {
        lock.lock();
        try {
            if (bounce.lost) {
                return;
            }
            used.remove(bounce);
            freed.signal();
        } finally {
            lock.unlock();
        }
        memory.give(bounce.chunk());
    }

    /** Returns how many chunks are in use. */
    int used() {
        lock.lock();
        try {
            return used.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean reserve(BlockRequest owner, boolean mayWait) throws BlockException {
        lock.lock();
        try {
            while (used.size() + pending >= MAX_CHUNKS) {
                Abandonment.check(node, owner);
                if (!mayWait) {
                    return false;
                }
                freed.awaitUninterruptibly();
            }
            pending++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void cancel() {
        lock.lock();
        try {
            pending--;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the mark under the lock, which forget takes once it is set: one of the two sees the other. */
    private Bounce settle(Bounce bounce) throws BlockException {
        lock.lock();
        try {
            pending--;
            if (bounce.owner.abandoned()) {
                freed.signal();
                throw Abandonment.of(node, bounce.owner);
            }
            used.add(bounce);
            return bounce;
        } finally {
            lock.unlock();
        }
    }
}

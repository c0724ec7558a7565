// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * One L2 table in memory. Entries are read by any thread without a lock; everything else is guarded by {@link
 * #lock}. A table that was evicted is no longer the truth: who holds its lock and finds it so looks again.
 */
final class L2Table {

    /** Entries are written in groups of so many, 4 KiB. */
    private static final int GROUP = 512;

    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(long[].class);

    final ReentrantLock lock = new ReentrantLock();

    private final int l1Index;
    private final long[] entries;

    /** Null when there are none. */
    private final L2Flaws flaws;

    /** Where it is in the file; moves when a table that a snapshot shares is about to change. */
    private long offset;

    private final BitSet dirty = new BitSet();
    private int writing;
    private boolean evicted;

    /** A hint for the cache: used since it last looked. Opaque races are harmless. */
    private boolean used = true;

    /** @param flaws what is wrong with the entries, or null */
    L2Table(int l1Index, long offset, long[] entries, L2Flaws flaws) {
        this.flaws = flaws;
        this.l1Index = l1Index;
        this.offset = offset;
        this.entries = entries;
    }

    int l1Index() {
        return l1Index;
    }

    int length() {
        return entries.length;
    }

    /**
     * Returns an entry.
     *
     * @throws BlockException CORRUPT when it can't be right
     */
    long get(int index) throws BlockException {
        long entry = (long) ENTRIES.getAcquire(entries, index);
        if (flaws != null) {
            flaws.requireSound(index, entry);
        }
        return entry;
    }

    /** Tells whether {@link #get} would throw. */
    boolean isBroken(int index) {
        return flaws != null && flaws.has(index);
    }

    void touch() {
        if (!used) {
            used = true;
        }
    }

    void set(int index, long value) {
        assert lock.isHeldByCurrentThread() && !evicted;
        ENTRIES.setRelease(entries, index, value);
        dirty.set(index / GROUP);
    }

    long offset() {
        assert lock.isHeldByCurrentThread();
        return offset;
    }

    /** A new place in the file, where nothing of it is yet. */
    void moveTo(long newOffset) {
        assert lock.isHeldByCurrentThread();
        offset = newOffset;
        dirty.set(0, (entries.length + GROUP - 1) / GROUP);
    }

    boolean isEvicted() {
        assert lock.isHeldByCurrentThread();
        return evicted;
    }

    /** Evicts it unless the file lacks something of it, or it was used since this was last asked. */
    boolean tryEvict(boolean evenIfUsed) {
        if (used && !evenIfUsed) {
            used = false;
            return false;
        }
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (!dirty.isEmpty() || writing > 0) {
                return false;
            }
            evicted = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isDirty() {
        lock.lock();
        try {
            return !dirty.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The groups that differ from the file, at one moment; null when there are none. */
    Changes takeChanges() {
        lock.lock();
        try {
            if (dirty.isEmpty()) {
                return null;
            }
            Changes changes = new Changes(this, offset, (BitSet) dirty.clone(), entries.clone());
            dirty.clear();
            writing++;
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Groups of entries on their way to the file. */
    record Changes(L2Table table, long offset, BitSet groups, long[] values) {

        void write(BlockRequest request, ImageFile file) throws BlockException {
            int group = groups.nextSetBit(0);
            while (group >= 0) {
                int end = groups.nextClearBit(group);
                int begin = group * GROUP;
                int count = Math.min(end * GROUP, values.length) - begin;
                file.event(request, BlkEvent.L2_UPDATE);
                file.writeLongs(request, offset + begin * 8L, values, begin, count);
                group = groups.nextSetBit(end);
            }
        }

        /** They are in the file now, or, where that failed, are to be written again. */
        void end(boolean written) {
            table.lock.lock();
            try {
                table.writing--;
                if (!written) {
                    table.dirty.or(groups);
                }
            } finally {
                table.lock.unlock();
            }
        }
    }
}

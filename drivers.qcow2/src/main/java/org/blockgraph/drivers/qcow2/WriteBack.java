// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * Brings what is dirty in memory into the file, in the order that a crash forgives.
 *
 * <p>It takes copies in one direction, L1, L2, refcounts, and writes in the other: refcounts and, before
 * them, data; made durable; L2; made durable; L1. Since a request counts a cluster before it links it, and
 * links a table after it has filled it, each copy refers only to things that a later copy, written earlier,
 * has. So no moment leaves a link to something that is not counted, or not there.
 */
final class WriteBack {

    private static final long LOOK_UP_MILLIS = 100;

    private final ImageFile file;
    private final L1Table l1;
    private final L2Cache l2;
    private final Allocator allocator;
    private final Frees frees;

    private final ReentrantLock lock = new ReentrantLock();

    /** How many were begun; changed under the lock, read before it. */
    private volatile long begun;

    /** The latest one that made everything durable; guarded by the lock. */
    private long durable;

    WriteBack(ImageFile file, L1Table l1, L2Cache l2, Allocator allocator, Frees frees) {
        this.file = file;
        this.l1 = l1;
        this.l2 = l2;
        this.allocator = allocator;
        this.frees = frees;
    }

    /** Makes everything durable that was done before the call. Calls that come together share the work. */
    void flush(BlockRequest request) throws BlockException {
        long before = begun;
        lock(request);
        try {
            if (durable <= before) {
                long mine = ++begun;
                write(request, true);
                durable = mine;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is dirty so that tables can be evicted; not durable yet. */
    void toMakeRoom(BlockRequest request) throws BlockException {
        lock(request);
        try {
            begun++;
            write(request, false);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes everything durable and frees what can be freed, until nothing is left; no request is in flight.
     * What a request that was given up may still use is leaked.
     */
    void finish(BlockRequest request) throws BlockException {
        do {
            flush(request);
        } while (allocator.isDirty() || l1.isDirty());
    }

    private void lock(BlockRequest request) throws BlockException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (lock.tryLock(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (request.abandoned()) {
                    throw new BlockException(BlockError.ABANDONED, "given up while another request flushed");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(BlockRequest request, boolean makeDurable) throws BlockException {
        file.event(request, BlkEvent.FLUSH_TO_OS);
        List<Frees.Range> unlinked = frees.take();
        L1Table.Changes top = l1.takeChanges();
        List<L2Table.Changes> tables = l2.takeChanges();
        boolean written = false;
        try {
            writeInOrder(request, top, tables);
            if (makeDurable) {
                file.flush(request);
            }
            written = true;
        } finally {
            for (L2Table.Changes each : tables) {
                each.end(written);
            }
            if (!written) {
                l1.giveBack(top);
                allocator.settle(false);
            }
            if (!written || !makeDurable) {
                frees.giveBack(unlinked);
            }
        }
        if (makeDurable) {
            allocator.settle(true);
            frees.nowDurable(unlinked);
            frees.reclaim(request);
        }
    }

    private void writeInOrder(BlockRequest request, L1Table.Changes top, List<L2Table.Changes> tables)
            throws BlockException {
        allocator.writeRefcounts(request);
        if (tables.isEmpty() && top.isEmpty()) {
            return;
        }
        file.flush(request);
        for (L2Table.Changes each : tables) {
            each.write(request, file);
        }
        if (!top.isEmpty()) {
            file.flush(request);
            l1.write(request, top);
        }
    }
}

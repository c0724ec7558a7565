// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * Changes of the header of an open image: single fields, so that all else in it stays as it is. A change
 * that could not be written is tried again before the next one, and by every flush. Any thread.
 */
final class HeaderFields {

    private final ImageFile file;

    /** Taken inside the allocator's lock and the write-back's; nothing is taken inside. */
    private final ReentrantLock lock = new ReentrantLock();

    /** What the file may lack, by offset; guarded by the lock. */
    private final Map<Integer, byte[]> stale = new TreeMap<>();

    HeaderFields(ImageFile file) {
        this.file = file;
    }

    /** Sets the incompatible features. */
    void incompatible(BlockRequest request, long features) throws BlockException {
        change(request, Header.INCOMPATIBLE_AT, ByteBuffer.allocate(8).putLong(features));
    }

    /** Clears the features that are wrong after a write by who does not know them. */
    void clearAutoclear(BlockRequest request) throws BlockException {
        change(request, Header.AUTOCLEAR_AT, ByteBuffer.allocate(8));
    }

    /** Sets the disk's size in bytes. */
    void size(BlockRequest request, long size) throws BlockException {
        change(request, Header.SIZE_AT, ByteBuffer.allocate(8).putLong(size));
    }

    /** Switches to another L1 table; both fields by one write. */
    void l1(BlockRequest request, int entries, long offset) throws BlockException {
        change(request, Header.L1_AT, ByteBuffer.allocate(12).putInt(entries).putLong(offset));
    }

    /** Switches to another refcount table; both fields by one write. */
    void refcountTable(BlockRequest request, long offset, long clusters) throws BlockException {
        ByteBuffer fields = ByteBuffer.allocate(12).putLong(offset).putInt((int) clusters);
        change(request, Header.REFCOUNT_TABLE_AT, fields);
    }

    private void change(BlockRequest request, int at, ByteBuffer fields) throws BlockException {
        lock.lock();
        try {
            stale.put(at, fields.array());
            write(request);
        } finally {
            lock.unlock();
        }
    }

    boolean isStale() {
        lock.lock();
        try {
            return !stale.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Makes durable what is not yet. */
    void write(BlockRequest request) throws BlockException {
        lock.lock();
        try {
            if (stale.isEmpty()) {
                return;
            }
            for (Map.Entry<Integer, byte[]> each : stale.entrySet()) {
                file.writeBytes(request, each.getKey(), each.getValue(), 0, each.getValue().length);
            }
            file.flush(request);
            stale.clear();
        } finally {
            lock.unlock();
        }
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;

/**
 * What has gone wrong below a device: a flush that failed when nobody asked, and errors of the storage, of
 * which listeners hear once a second at most, as a disk that is full fails every write. Any thread.
 */
public final class DeviceTrouble {

    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String device;
    private final Consumer<BlockEvent> events;

    /** A flush that failed when nobody asked; the next one that a client asks for reports it, once. */
    private final AtomicReference<BlockException> unreportedFlush = new AtomicReference<>();

    /** When the next error is told of. */
    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

    /** Errors since the last one that was told of. */
    private final AtomicLong untold = new AtomicLong();

    DeviceTrouble(String device, Consumer<BlockEvent> events) {
        this.device = device;
        this.events = events;
    }

    /** Makes the next flush fail once with this. */
    public void failNextFlush(BlockException why) {
        unreportedFlush.set(why);
    }

    /** Throws a failure to flush that nobody has heard of, once. */
    public void reportFlush() throws BlockException {
        BlockException before = unreportedFlush.getAndSet(null);
        if (before != null) {
            throw before;
        }
    }

    /** Tells of a request that failed, if it was the storage's fault and it is time. */
    void failed(BlockException why) {
        if (!isStorage(why.error())) {
            return;
        }
        long next = nextNanos.get();
        long now = System.nanoTime();
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + BETWEEN_NANOS)) {
            untold.incrementAndGet();
            return;
        }
        long more = untold.getAndSet(0);
        String detail = why.getMessage() + (more == 0 ? "" : "; and " + more + " errors before");
        events.accept(new BlockEvent(BlockEvent.Kind.IO_ERROR, device, detail, Instant.now()));
    }

    private static boolean isStorage(BlockError error) {
        return error == BlockError.IO || error == BlockError.NO_SPACE || error == BlockError.CORRUPT;
    }
}

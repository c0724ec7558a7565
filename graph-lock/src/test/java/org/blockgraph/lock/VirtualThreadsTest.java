// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers that enter on one carrier and leave on another, in great number, against a writer. */
class VirtualThreadsTest extends LockFixture implements QuiesceHook {

    private static final int READERS = 16;
    private static final int WRITES = 100;
    private static final long NAP_NANOS = 1_000;

    private final AtomicInteger moved = new AtomicInteger();

    /** Readers that hold the lock; the lock's own sum counts for a moment whoever finds a writer inside. */
    private final AtomicInteger inside = new AtomicInteger();

    private volatile boolean quiesced;
    private volatile boolean stopping;

    /** Written by the writer, read by the readers; plain, since the lock orders it. */
    private boolean writing;

    @Override
    public void quiesceBegin() {
        quiesced = true;
    }

    @Override
    public void quiesceEnd() {
        quiesced = false;
    }

    /** Returns the name of the present carrier, which the text of a virtual thread ends with. */
    private static String carrier() {
        String text = Thread.currentThread().toString();
        return text.substring(text.indexOf('@') + 1);
    }

    private Void read(Hold hold) {
        while (!stopping) {
            while (quiesced) {
                // Who only yields keeps its carrier from those that the timer woke.
                LockSupport.parkNanos(NAP_NANOS);
            }
            hold.lockRead();
            inside.incrementAndGet();
            try {
                String before = carrier();
                // Whoever is woken by the timer goes on wherever there is a carrier; a yield mostly stays.
                LockSupport.parkNanos(NAP_NANOS);
                assertTrue(!writing, "a writer is inside as well");
                if (!carrier().equals(before)) {
                    moved.incrementAndGet();
                }
            } finally {
                inside.decrementAndGet();
                hold.unlockRead();
            }
        }
        return null;
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test11AReaderChangesItsCarrierInside(ContextKind kind) throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "there is one carrier only");
        lock.addQuiesceHook(this);
        LockContext all = shared("all");
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            LockContext context = kind == ContextKind.SHARED ? all : confined("own " + i);
            Hold hold = context.newHold("reader " + i);
            readers.add(virtualActor("virtual " + i).start(() -> read(hold)));
        }
        for (int i = 0; i < WRITES; i++) {
            write(() -> {
                writing = true;
                assertEquals(0, inside.get(), "readers inside with the writer");
                writing = false;
            });
        }
        Await.until("a reader that changed its carrier inside", () -> moved.get() > 0);
        stopping = true;
        for (CompletableFuture<Void> reader : readers) {
            Actor.result(reader);
        }
        assertIdle();
    }
}

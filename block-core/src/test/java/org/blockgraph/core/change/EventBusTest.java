// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockEventListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events reach whoever listens well, whatever the others do. */
@Timeout(60)
class EventBusTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private final EventBus bus = new EventBus(thread, log::add);

    private static BlockEvent event(String subject) {
        return new BlockEvent(BlockEvent.Kind.DRIVER_GONE, subject, "detail", Instant.now());
    }

    private void end() throws InterruptedException {
        thread.shutdown();
        assertTrue(thread.awaitTermination(20, TimeUnit.SECONDS));
    }

    @Test
    void aListenerWhoseBundleIsGoneKeepsNothingFromTheOthers() throws Exception {
        bus.add(event -> {
            throw new NoClassDefFoundError("its classes are gone");
        });
        bus.add(event -> heard.add(event.subject()));
        bus.post(List.of(event("one"), event("two")));
        end();
        assertEquals(List.of("one", "two"), List.copyOf(heard));
        assertTrue(log.stream().anyMatch(line -> line.contains("its classes are gone")), log::toString);
    }

    @Test
    void theOldestAreDroppedWhenAListenerIsSlow() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        bus.add(event -> {
            inside.countDown();
            awaitUninterruptibly(go);
            heard.add(event.subject());
        });
        bus.post(List.of(event("first")));
        inside.await();
        int more = BlockEventListener.MAX_PENDING + 3;
        for (int i = 0; i < more; i++) {
            bus.post(List.of(event("e" + i)));
        }
        go.countDown();
        end();
        assertEquals(1 + BlockEventListener.MAX_PENDING, heard.size());
        assertTrue(heard.contains("e3") && !heard.contains("e2"), "not the oldest were dropped");
        assertTrue(log.stream().anyMatch(line -> line.startsWith("3 events were dropped")), log::toString);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

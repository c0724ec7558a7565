// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.LockUsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RoutesTest {

    private static final int CHANGES = 5_000;

    private static Routes routes() {
        GraphLockFactory locks = ServiceLoader.load(GraphLockFactory.class).findFirst().orElseThrow();
        return new Routes(locks);
    }

    @Test
    void looksUpWhatWasRouted() {
        try (Routes routes = routes(); Routes.Reader reader = routes.newReader("test")) {
            assertNull(reader.serverOf("a"));
            assertTrue(routes.route("a", "one") >= 0);
            assertEquals("one", reader.serverOf("a"));
            routes.route("a", "two");
            assertEquals("two", reader.serverOf("a"));
        }
    }

    @Test
    void readersNeverSeeHalfAChange() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Routes routes = routes(); ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String who = "reader " + i;
                readers.add(threads.submit(() -> readUntil(stop, routes, who)));
            }
            for (int change = 0; change < CHANGES; change++) {
                routes.route("name" + change % 7, "server" + change % 5);
            }
            stop.set(true);
            for (Future<Integer> reader : readers) {
                assertTrue(reader.get(30, TimeUnit.SECONDS) > 0);
            }
        } finally {
            stop.set(true);
        }
    }

    private static int readUntil(AtomicBoolean stop, Routes routes, String who) {
        int looks = 0;
        try (Routes.Reader reader = routes.newReader(who)) {
            do {
                assertTrue(reader.agree("name" + looks % 7), "the tables differ after " + looks + " looks");
                looks++;
            } while (!stop.get());
        }
        return looks;
    }

    @Test
    void aClosedLockRefusesReaders() {
        Routes routes = routes();
        Routes.Reader reader = routes.newReader("late");
        routes.close();
        assertThrows(LockUsageException.class, () -> reader.serverOf("a"));
        reader.close();
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.lock.LockUsageException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The example bundle: a structure of its own under the lock, read and changed, stopped while it is read. */
@InAppliance
class LockExampleIT {

    private static final int READERS = 3;
    private static final int CHANGES = 2_000;

    @Test
    void readersSeeWholeChangesUntilTheBundleStops(BundleContext context) throws Exception {
        Bundle example = context.installBundle(LockClient.exampleJar().toUri().toString());
        example.start();
        ServiceTracker<Object, Object> tracker =
                new ServiceTracker<>(context, "org.blockgraph.examples.lock.Routes", null);
        tracker.open(true);
        Object service = tracker.waitForService(TimeUnit.SECONDS.toMillis(20));
        assertTrue(service != null, "no service of the example");
        ExampleRoutes routes = new ExampleRoutes(service);
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                String who = "reader " + i;
                readers.add(threads.submit(() -> readUntil(stop, routes, who)));
            }
            for (int change = 0; change < CHANGES; change++) {
                routes.route("name" + change % 7, "server" + change % 5);
            }
            stop.set(true);
            for (Future<Integer> reader : readers) {
                assertTrue(reader.get(20, TimeUnit.SECONDS) > 0);
            }
        } finally {
            stop.set(true);
        }
        ExampleRoutes.Reader late = routes.newReader("late");
        assertEquals("server" + (CHANGES - 1) % 5, late.serverOf("name" + (CHANGES - 1) % 7));
        example.stop();
        assertEquals(null, tracker.getService());
        assertEquals(LockUsageException.Rule.CLOSED,
                assertThrows(LockUsageException.class, () -> late.serverOf("name0")).rule());
        tracker.close();
        example.uninstall();
    }

    private static int readUntil(AtomicBoolean stop, ExampleRoutes routes, String who) throws Exception {
        int looks = 0;
        try (ExampleRoutes.Reader reader = routes.newReader(who)) {
            do {
                assertTrue(reader.agree("name" + looks % 7), "the tables differ after " + looks + " looks");
                looks++;
            } while (!stop.get());
        }
        return looks;
    }
}

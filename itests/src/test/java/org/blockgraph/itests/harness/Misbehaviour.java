// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.blockgraph.api.BlockError;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * What a test has the driver "misbehaving" do while it runs. A bundle made with {@link #headers} asks this at
 * each point: construct, probe, create, open, read, write, flush, inactivate, activate, close. A point is
 * given alone, for all nodes, or as {@code point/node}. Any thread.
 */
public final class Misbehaviour implements AutoCloseable {

    private final String name;
    private final ServiceRegistration<?> registration;
    private final Map<String, Object> deeds = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** How often a failure is still to happen, by point; absent where it always does. */
    private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();

    /** @param name of this script, one for each driver version that is told something else */
    public Misbehaviour(BundleContext context, String name) {
        this.name = name;
        BiFunction<String, String, Object> script = this::at;
        this.registration = context.registerService(
                BiFunction.class, script, new Hashtable<>(Map.of("test.script", name)));
    }

    /** The headers of a bundle that does what this says. */
    public Map<String, String> headers() {
        return Map.of("Test-Script", name);
    }

    /** Hangs from now on, until it is released or interrupted. */
    public void hang(String point) {
        deeds.put(point, new CountDownLatch(1));
    }

    /** Hangs from now on, until it is released, whoever interrupts. */
    public void hangOn(String point) {
        deeds.put(point, new CompletableFuture<>());
    }

    /** Does this deed from now on; see the driver's package for its name. */
    public void act(String point, String deed) {
        deeds.put(point, deed);
    }

    /** Fails so many times. */
    public void fail(String point, BlockError error, int often) {
        times.put(point, new AtomicInteger(often));
        deeds.put(point, error.name());
    }

    /** Behaves again; what hangs there goes on. */
    public void release(String point) {
        Object deed = deeds.remove(point);
        times.remove(point);
        if (deed instanceof CountDownLatch latch) {
            latch.countDown();
        } else if (deed instanceof CompletableFuture<?> future) {
            future.complete(null);
        }
    }

    /** How often the point has been reached. */
    public int count(String point) {
        AtomicInteger count = counts.get(point);
        return count == null ? 0 : count.get();
    }

    /** Waits until the point has been reached once more than so often, as where something hangs. */
    public void awaitReached(String point, int before) throws Exception {
        Await.until("the driver to reach " + point, () -> count(point) > before, () -> counts);
    }

    private Object at(String point, String node) {
        String there = point + "/" + node;
        counts.computeIfAbsent(point, key -> new AtomicInteger()).incrementAndGet();
        counts.computeIfAbsent(there, key -> new AtomicInteger()).incrementAndGet();
        String key = deeds.containsKey(there) ? there : point;
        AtomicInteger left = times.get(key);
        if (left != null && left.getAndDecrement() <= 0) {
            return null;
        }
        return deeds.get(key);
    }

    /** Releases everything; the driver behaves well from now on. */
    @Override
    public void close() {
        deeds.keySet().forEach(this::release);
        registration.unregister();
    }
}

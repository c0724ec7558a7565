// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.itests.harness.Await;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What must not change while drivers do: the core, other bundles, threads, classes; and loaders that must go.
 */
final class Surroundings {

    private static final long METASPACE_MAY_GROW = 4L << 20;
    private static final int THREADS_MAY_GROW = 12;

    private final BundleContext context;
    private final List<String> drivers;
    private final Object coreId;
    private final Map<Long, String> others;
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    private Set<String> threads = Set.of();
    private long metaspace;

    Surroundings(BundleContext context, List<String> drivers) {
        this.context = context;
        this.drivers = drivers;
        this.coreId = coreId();
        this.others = others();
    }

    private Object coreId() {
        return context.getServiceReference(BlockGraph.class).getProperty(Constants.SERVICE_ID);
    }

    private Map<Long, String> others() {
        Map<Long, String> found = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            boolean framework = bundle.getBundleId() == 0;
            if (!framework && !drivers.contains(bundle.getSymbolicName())) {
                found.put(
                        bundle.getBundleId(),
                        bundle + " " + bundle.getState() + " " + bundle.getLastModified());
            }
        }
        return found;
    }

    /** Remembers a loader that is about to be replaced. */
    void watchLoader(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            loaders.add(new WeakReference<>(wiring.getClassLoader()));
        }
    }

    /** Remembers threads and classes, once everything is warm. */
    void warm() {
        threads = threads();
        metaspace = metaspaceUsed();
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.threadId() + " " + thread.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long metaspaceUsed() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .findFirst()
                .orElse(0);
    }

    private long loadersLeft() {
        System.gc();
        // To get one would keep it, for as long as a collection that has begun meanwhile takes.
        return loaders.stream().filter(each -> !each.refersTo(null)).count();
    }

    /** Checks all of it. */
    void requireUnchanged() throws Exception {
        if (!coreId.equals(coreId())) {
            throw new AssertionError("the core was activated again");
        }
        if (!others.equals(others())) {
            throw new AssertionError("other bundles were touched: " + others + " became " + others());
        }
        Await.until(
                "old class loaders to go",
                () -> loadersLeft() == 0,
                () -> loadersLeft() + " of " + loaders.size());
        Set<String> now = threads();
        if (now.size() > threads.size() + THREADS_MAY_GROW) {
            Set<String> more = new TreeSet<>(now);
            more.removeAll(threads);
            throw new AssertionError(
                    "threads grew from " + threads.size() + " to " + now.size() + " by " + more);
        }
        long used = metaspaceUsed();
        System.out.println("class loaders gone: " + loaders.size() + ", threads " + threads.size() + " -> "
                + now.size() + ", metaspace " + (metaspace >> 10) + " -> " + (used >> 10) + " KiB");
        if (used > metaspace + METASPACE_MAY_GROW) {
            throw new AssertionError("metaspace grew from " + metaspace + " to " + used);
        }
    }
}

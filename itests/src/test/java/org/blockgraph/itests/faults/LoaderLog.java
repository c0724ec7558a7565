// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.faults;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.BadBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** Remembers the class loader of each version of the driver that was started, without keeping it. */
final class LoaderLog implements AutoCloseable {

    private final Map<String, WeakReference<ClassLoader>> loaders = new ConcurrentHashMap<>();
    private final BundleContext context;
    private final SynchronousBundleListener listener = this::note;

    LoaderLog(BundleContext context) {
        this.context = context;
        context.addBundleListener(listener);
    }

    private void note(BundleEvent event) {
        Bundle bundle = event.getBundle();
        if (event.getType() == BundleEvent.STARTED && BadBundles.NAME.equals(bundle.getSymbolicName())) {
            ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
            loaders.put(bundle.getVersion().toString(), new WeakReference<>(loader));
        }
    }

    boolean hasStarted(String version) {
        return loaders.containsKey(version);
    }

    /** Waits until the class loader of a version that was started is collected. */
    void awaitGone(String version) throws Exception {
        WeakReference<ClassLoader> loader = loaders.get(version);
        Await.until(
                "the class loader of " + version + " to go",
                () -> {
                    System.gc();
                    // To get it would keep it, for as long as a collection that has begun meanwhile takes.
                    return loader.refersTo(null);
                },
                () -> "it is still there");
    }

    @Override
    public void close() {
        context.removeBundleListener(listener);
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Sees whether a bundle's class loader goes after the bundle was uninstalled and refreshed, and names what
 * keeps it when it does not.
 */
final class LoaderWatch {

    private static final int COLLECTIONS = 6;
    private static final long BETWEEN_MILLIS = 100;

    private final WeakReference<ClassLoader> loader;
    private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    private final PhantomReference<ClassLoader> gone;

    private LoaderWatch(ClassLoader watched) {
        this.loader = new WeakReference<>(watched);
        this.gone = watched == null ? null : new PhantomReference<>(watched, queue);
    }

    static LoaderWatch of(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return new LoaderWatch(wiring == null ? null : wiring.getClassLoader());
    }

    /** Collects garbage, a few times at most; returns what keeps the loader, or an empty string. */
    String awaitGone() {
        if (gone == null) {
            return "";
        }
        try {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                if (loader.get() == null || queue.remove(BETWEEN_MILLIS) != null) {
                    return "";
                }
            }
            ClassLoader kept = loader.get();
            return kept == null ? "" : whatKeeps(kept);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String whatKeeps(ClassLoader kept) throws InterruptedException {
        List<String> found = new LeakInspector(kept).find();
        return found.isEmpty()
                ? "the class loader is kept by something that could not be found"
                : String.join("; ", found);
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Sees whether a bundle's class loader goes after the bundle was uninstalled and refreshed, and names what
 * keeps it when it does not.
 */
final class LoaderWatch {

    private static final int COLLECTIONS = 6;

    /**
     * Where nothing is found that keeps the loader. A collector that runs beside the program does not unload
     * what is young, and each collection makes it older.
     */
    private static final int FURTHER_COLLECTIONS = 24;

    private static final long BETWEEN_MILLIS = 50;

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
            if (collect(COLLECTIONS)) {
                return "";
            }
            String found = whatKeeps();
            return found.isEmpty() && !collect(FURTHER_COLLECTIONS)
                    ? "the class loader is kept by something that could not be found"
                    : found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private boolean collect(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            System.gc();
            // To get it would keep it, for as long as a collection that has begun meanwhile takes.
            if (loader.refersTo(null) || queue.remove(BETWEEN_MILLIS) != null) {
                return true;
            }
        }
        return false;
    }

    private String whatKeeps() throws InterruptedException {
        ClassLoader kept = loader.get();
        return kept == null ? "" : String.join("; ", new LeakInspector(kept).find());
    }
}

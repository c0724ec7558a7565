// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.notices;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.felix.fileinstall.ArtifactUrlTransformer;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Says which jars in the deploy folder are no bundles; without it, they are passed over in silence. The
 * folder's watcher asks at every look who takes a file that nobody took so far. This takes none: a file that
 * was taken here would not be looked at as a bundle when it has become one.
 */
@Component
public final class UnusableJars implements ArtifactUrlTransformer {

    /**
     * How many files are remembered; beyond it all are forgotten, and those still there are named once more.
     */
    private static final int MOST = 1000;

    /** What a file was like when it was named. */
    private record Stamp(long modified, long length) {}

    private final Notices notices;

    /** Guarded by itself: a folder's watcher is one thread, but there may be several folders. */
    private final Map<File, Stamp> named = new HashMap<>();

    /** Called by the component runtime. */
    @Activate
    public UnusableJars() {
        this(Notices.onStandardError());
    }

    UnusableJars(Notices notices) {
        this.notices = notices;
    }

    @Override
    public boolean canHandle(File file) {
        if (file.isFile() && file.getName().endsWith(".jar")) {
            String fault = fault(file);
            if (!fault.isEmpty() && isNew(file)) {
                notices.print(file + ": " + fault + "; not deployed, and looked at again when it changes");
            }
        }
        return false;
    }

    @Override
    public URL transform(URL file) {
        throw new AssertionError("asked for a file that was not taken: " + file);
    }

    private boolean isNew(File file) {
        Stamp stamp = new Stamp(file.lastModified(), file.length());
        synchronized (named) {
            if (named.size() >= MOST) {
                named.clear();
            }
            return !stamp.equals(named.put(file, stamp));
        }
    }

    /** Why a file is no bundle, or an empty string where it is one. */
    private static String fault(File file) {
        if (!file.canRead()) {
            return "can't be read: no permission";
        }
        try (JarFile jar = new JarFile(file)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null
                    || manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                return "is no bundle: it has no " + Constants.BUNDLE_SYMBOLICNAME;
            }
            return "";
        } catch (IOException e) {
            return "is no jar: " + e.getMessage();
        }
    }
}

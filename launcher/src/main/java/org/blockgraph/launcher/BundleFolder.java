// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Installs the jars of {@code bundle/N} with start level N. */
final class BundleFolder {

    private final Path folder;

    BundleFolder(Path folder) {
        this.folder = folder;
    }

    /** Installs all and marks them for starting. The framework is initialised but not started. */
    void installInto(BundleContext system) throws StartException {
        Map<Integer, Set<Path>> levels = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "[0-9]*")) {
            for (Path level : folders) {
                levels.put(Integer.valueOf(level.getFileName().toString()), jarsOf(level));
            }
        } catch (IOException | NumberFormatException e) {
            throw new StartException("can't read the bundles in " + folder + ": " + e, e);
        }
        for (Map.Entry<Integer, Set<Path>> level : levels.entrySet()) {
            for (Path jar : level.getValue()) {
                install(system, jar, level.getKey());
            }
        }
    }

    private static Set<Path> jarsOf(Path folder) throws IOException {
        Set<Path> sorted = new TreeSet<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            jars.forEach(sorted::add);
        }
        return sorted;
    }

    private static void install(BundleContext system, Path jar, int level) throws StartException {
        try {
            Bundle bundle = system.installBundle(jar.toUri().toString());
            bundle.adapt(BundleStartLevel.class).setStartLevel(level);
            bundle.start();
        } catch (BundleException e) {
            throw new StartException("can't install " + jar + ": " + e.getMessage(), e);
        }
    }
}

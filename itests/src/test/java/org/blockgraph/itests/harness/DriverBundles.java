// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** Makes jars of drivers: further versions of built ones, and small bundles out of the test drivers. */
public final class DriverBundles {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Path folder;

    /** @param folder where the jars go, for example a {@code @TempDir} */
    public DriverBundles(Path folder) {
        this.folder = folder;
    }

    /** A copy of a jar that is a new version of its bundle: same name, same code, higher qualifier. */
    public Path newVersion(Path jar) throws IOException {
        return newVersion(jar, Map.of());
    }

    /**
     * A copy of a jar that is a new version of its bundle.
     *
     * @param headers replace those of its manifest; an empty value removes one
     */
    public Path newVersion(Path jar, Map<String, String> headers) throws IOException {
        try (JarFile from = new JarFile(jar.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            Version old =
                    Version.parseVersion(manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION));
            Version version = following(old);
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version.toString());
            headers.forEach((name, value) -> put(manifest, name, value));
            String name = manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            Path to = folder.resolve(name + "-" + version + ".jar");
            try (OutputStream out = Files.newOutputStream(to);
                    JarOutputStream copy = new JarOutputStream(out, manifest)) {
                copyEntries(from, copy);
            }
            return to;
        }
    }

    /** A version above all that were made before, and above the old one. */
    private static Version following(Version old) {
        String count = String.format("%06d", COUNTER.incrementAndGet());
        return new Version(old.getMajor(), old.getMinor(), old.getMicro(), old.getQualifier() + "-" + count);
    }

    private static void put(Manifest manifest, String name, String value) {
        if (value.isEmpty()) {
            manifest.getMainAttributes().remove(new Attributes.Name(name));
        } else {
            manifest.getMainAttributes().putValue(name, value);
        }
    }

    private static void copyEntries(JarFile from, JarOutputStream to) throws IOException {
        for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !entry.getName().equals("META-INF/")) {
                to.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream in = from.getInputStream(entry)) {
                    in.transferTo(to);
                }
                to.closeEntry();
            }
        }
    }

    /**
     * A bundle out of packages of the test drivers, with their components, wired as the build would wire it.
     *
     * @param symbolicName the bundle's name
     * @param packages as in Private-Package, for example {@code org.blockgraph.drivers.testing.stateful}
     * @param instructions further headers and instructions for bnd; they win
     */
    public Path ofTestDrivers(
            String symbolicName, String version, String packages, Map<String, String> instructions)
            throws Exception {
        try (Builder builder = new Builder()) {
            builder.setClasspath(new File[] {
                ApplianceFiles.testDrivers().toFile(),
                ApplianceFiles.bundle("org.blockgraph.api").toFile(),
            });
            builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
            builder.setProperty(Constants.BUNDLE_VERSION, version);
            builder.setProperty("Private-Package", packages);
            builder.setProperty("-noimportjava", "true");
            instructions.forEach(builder::setProperty);
            Jar jar = builder.build();
            if (!builder.getErrors().isEmpty()) {
                throw new IllegalArgumentException(symbolicName + " can't be built: " + builder.getErrors());
            }
            Path to = folder.resolve(symbolicName + "-" + version + ".jar");
            jar.write(to.toFile());
            return to;
        }
    }
}

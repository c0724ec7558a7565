// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Finds the version of the bundle that a class came from, where no framework reads the manifest. */
final class JarVersion {

    /** The version of what does not say any. */
    static final String UNKNOWN = "0";

    private JarVersion() {}

    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return UNKNOWN;
        }
        try (InputStream in = manifest(source.getLocation())) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            String version = attributes.getValue("Bundle-Version");
            return version == null ? UNKNOWN : version;
        } catch (IOException | URISyntaxException e) {
            // No manifest, then no version either.
            return UNKNOWN;
        }
    }

    private static InputStream manifest(URL place) throws IOException, URISyntaxException {
        String folder = place.toString().endsWith("/") ? place.toString() : "jar:" + place + "!/";
        URLConnection connection = new URI(folder + "META-INF/MANIFEST.MF").toURL().openConnection();
        // A cached jar would stay open for good.
        connection.setUseCaches(false);
        return connection.getInputStream();
    }
}

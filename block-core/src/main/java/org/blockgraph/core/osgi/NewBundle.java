// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** A bundle that is to replace another: read whole, so that what was checked is what gets installed. */
record NewBundle(String url, String name, Version version, byte[] content) {

    /** The largest bundle that is taken, in bytes. */
    static final int MAX_BYTES = 256 << 20;

    private static final String API = "org.blockgraph.api";

    static NewBundle read(String url) throws BlockException {
        byte[] content = content(url);
        Manifest manifest;
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(content))) {
            manifest = jar.getManifest();
        } catch (IOException e) {
            throw refused(url, "is no jar: " + e.getMessage());
        }
        String name = manifest == null ? null : header(manifest, Constants.BUNDLE_SYMBOLICNAME);
        if (name == null) {
            throw refused(url, "is no bundle: it has no Bundle-SymbolicName");
        }
        String exports = header(manifest, Constants.EXPORT_PACKAGE);
        if (exports != null && exports.contains(API)) {
            throw refused(
                    url, "exports its own copy of " + API + "; build the driver so that it only imports it");
        }
        try {
            String version = header(manifest, Constants.BUNDLE_VERSION);
            return new NewBundle(url, name.split(";")[0].trim(), Version.parseVersion(version), content);
        } catch (IllegalArgumentException e) {
            throw refused(url, "has no valid Bundle-Version: " + e.getMessage());
        }
    }

    private static byte[] content(String url) throws BlockException {
        try (InputStream in = stream(url)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw refused(url, "is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return content;
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new BlockException(BlockError.NOT_FOUND, url + ": no such file");
        } catch (AccessDeniedException e) {
            throw new BlockException(BlockError.PERMISSION, url + ": permission denied");
        } catch (BlockException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw refused(url, "can't be read: " + e.getMessage());
        }
    }

    private static InputStream stream(String url) throws IOException {
        if (url.matches("[a-z][a-z0-9+.-]+:.*")) {
            URI uri = URI.create(url);
            // A file is opened by its path: the stream of its URL tells no permission from no such file.
            boolean file =
                    "file".equals(uri.getScheme()) && uri.getAuthority() == null && uri.getPath() != null;
            return file ? Files.newInputStream(Path.of(uri.getPath())) : uri.toURL().openStream();
        }
        return Files.newInputStream(Path.of(url));
    }

    private static String header(Manifest manifest, String name) {
        return manifest.getMainAttributes().getValue(name);
    }

    private static BlockException refused(String url, String why) {
        return new BlockException(BlockError.INVALID, url + " " + why);
    }

    /** The framework refuses the same name and version twice; better said before anything is touched. */
    void requireOtherVersionThan(Bundle[] installed) throws BlockException {
        for (Bundle bundle : installed) {
            if (name.equals(bundle.getSymbolicName()) && version.equals(bundle.getVersion())) {
                throw new BlockException(
                        BlockError.EXISTS,
                        name + " " + version + " is installed already (bundle " + bundle.getBundleId()
                                + "); give every build its own version qualifier");
            }
        }
    }

    /** Returns a location that no other install uses, whatever file it came from. */
    String location() {
        return "blockgraph-replace:" + name + ":" + version + ":" + url;
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What bnd made of a module.
 *
 * @param packages those with at least one class in the jar
 */
record BuiltBundle(Attributes headers, Set<String> packages) {

    /** Reads a jar, or the folder that would go into it. */
    static BuiltBundle read(Path output) throws IOException {
        if (Files.isDirectory(output)) {
            return readTree(output);
        }
        try (FileSystem jar = FileSystems.newFileSystem(output)) {
            return readTree(jar.getPath("/"));
        }
    }

    private static BuiltBundle readTree(Path root) throws IOException {
        try (InputStream manifest = Files.newInputStream(root.resolve("META-INF/MANIFEST.MF"));
                Stream<Path> files = Files.walk(root)) {
            Set<String> packages = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toSet());
            return new BuiltBundle(new Manifest(manifest).getMainAttributes(), packages);
        }
    }

    String symbolicName() {
        return parameters("Bundle-SymbolicName").keySet().iterator().next();
    }

    boolean has(String header) {
        return headers.getValue(header) != null;
    }

    /** The clauses of a header by name; a name that came before has a tilde behind it. */
    Parameters parameters(String header) {
        return new Parameters(headers.getValue(header));
    }

    /** Whether it brings a driver, by its name or by the capability that each driver declares. */
    boolean isDriver() {
        return symbolicName().startsWith("org.blockgraph.drivers.")
                || parameters("Provide-Capability").keySet().stream()
                        .anyMatch(BuiltBundle::isDriverNamespace);
    }

    /** Whether it can't resolve until some driver has. */
    boolean isWiredToDrivers() {
        return parameters("Require-Capability").entrySet().stream()
                .anyMatch(clause -> isDriverNamespace(clause.getKey())
                        && !"active".equals(clause.getValue().get("effective:")));
    }

    private static boolean isDriverNamespace(String name) {
        return name.replaceAll("~+$", "").equals("org.blockgraph.driver");
    }
}

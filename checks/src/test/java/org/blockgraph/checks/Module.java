// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder with a pom. */
record Module(Path folder) {

    /** The folder below the root, which is how the module is called. */
    String name() {
        return Project.name(folder);
    }

    boolean isBundle() {
        return Files.exists(folder.resolve("bnd.bnd"));
    }

    boolean hasMainSources() {
        return Files.isDirectory(sources());
    }

    Path sources() {
        return folder.resolve("src/main/java");
    }

    /**
     * What the build made of the module: its jar or, in a build that makes no jars, the folder that would go
     * into it. It is on this test's class path, or else not built in time: then nothing here would be
     * checked.
     */
    Path output() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .filter(entry -> entry.startsWith(folder.resolve("target")))
                .filter(Files::exists)
                .filter(entry -> !entry.endsWith("test-classes"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        name() + " is not on the class path: name it in the pom of the module checks"));
    }
}

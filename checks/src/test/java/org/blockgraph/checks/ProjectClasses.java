// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled classes of all modules, without their tests. Read once: they don't change while tests run. */
final class ProjectClasses {

    private static JavaClasses classes;

    private ProjectClasses() {}

    static synchronized JavaClasses all() throws IOException {
        if (classes == null) {
            List<Location> locations = Project.modulesWithClasses().stream()
                    .map(module -> location(module.output()))
                    .toList();
            classes = new ClassFileImporter().importLocations(locations);
        }
        return classes;
    }

    private static Location location(Path output) {
        return Files.isDirectory(output)
                ? Location.of(output)
                : Location.of(URI.create("jar:" + output.toUri() + "!/"));
    }
}

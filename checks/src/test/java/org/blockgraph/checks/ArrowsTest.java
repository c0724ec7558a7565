// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrowsTest {

    @TempDir
    private Path folder;

    @Test
    void theProjectKeepsToThem() throws IOException {
        assertEquals("", String.join("\n", ArrowsCheck.of(ProjectClasses.all())));
    }

    @Test
    void everyModuleWithSourcesIsLookedAt() throws IOException {
        Set<String> seen = ProjectClasses.all().stream()
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        for (Module module : Project.modulesWithClasses()) {
            String part = module.name()
                    .replace("graph-", "")
                    .replace("block-", "")
                    .replace('/', '.');
            assertTrue(
                    seen.stream().anyMatch(name -> (name + ".").startsWith("org.blockgraph." + part + ".")),
                    () -> module.name() + " has no class among " + seen);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "drivers.planted, org.blockgraph.core.options.OptionMap",
        "drivers.planted, org.blockgraph.drivers.raw.RawDriver",
        "drivers.planted, org.blockgraph.lock.GraphLock",
        "exports.planted, org.blockgraph.drivers.raw.RawDriver",
        "shell, org.blockgraph.core.options.OptionMap",
        "shell, org.blockgraph.drivers.raw.RawDriver",
        "core.planted, org.blockgraph.drivers.raw.RawDriver",
        "core.planted, org.blockgraph.lock.internal.GraphLockFactoryComponent",
        "api.planted, org.blockgraph.lock.GraphLock",
        "api.planted, org.osgi.framework.Bundle",
        "lock.planted, org.blockgraph.api.BlockError",
        "lock.planted, org.osgi.framework.Bundle",
        "examples.planted, org.blockgraph.core.options.OptionMap",
        "anything.later, org.blockgraph.core.options.OptionMap"
    })
    void anArrowThatIsNotInTheDesignIsFound(String from, String to) throws IOException {
        List<String> complaints = ArrowsCheck.of(user(from, to));
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(
                complaints.get(0).startsWith("org.blockgraph." + from + ".Planted uses " + to + " "),
                complaints::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "drivers.planted, org.blockgraph.api.BlockError",
        "drivers.planted, org.osgi.framework.Bundle",
        "shell, org.blockgraph.api.BlockError",
        "core.planted, org.blockgraph.lock.GraphLock",
        "embed, org.blockgraph.core.options.OptionMap",
        "lock, org.blockgraph.lock.internal.GraphLockFactoryComponent",
        "lock, org.osgi.annotation.versioning.Version"
    })
    void anArrowOfTheDesignPasses(String from, String to) throws IOException {
        assertEquals(List.of(), ArrowsCheck.of(user(from, to)));
    }

    /** A class in one package that names a class of another as the element of an array. */
    private JavaClasses user(String from, String to) throws IOException {
        return PlantedClasses.compile(
                folder,
                """
                package org.blockgraph.%s;
                class Planted {
                    Object use() {
                        return %s[].class;
                    }
                }
                """.formatted(from, to));
    }
}

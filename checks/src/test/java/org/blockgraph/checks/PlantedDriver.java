// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.blockgraph.checks.locks.LockRules;
import org.blockgraph.checks.locks.Program;

/** A driver that breaks the rules about locks, or keeps to them, planted among the project's classes. */
final class PlantedDriver {

    private static final String BEFORE =
        """
        package org.blockgraph.drivers.planted;
        import java.lang.foreign.MemorySegment;
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.function.*;
        import org.blockgraph.api.*;
        import org.blockgraph.api.driver.*;
        import org.blockgraph.api.rules.*;
        import org.blockgraph.core.change.*;
        import org.blockgraph.core.graph.*;
        import org.blockgraph.lock.*;
        public abstract class Planted implements DriverInstance {
            BlockGraph graph; BlockDevice device; Child child; Executor threads; Graph core;
            ChangeScope scope; GraphLock lock; Hold hold; Runnable kept; List<Runnable> list;
            void close(String name) { try { graph.close(name); } catch (BlockException e) { } }
            public int read(BlockRequest request, long a, MemorySegment to, int flags) throws BlockException {
                %s
                return 0;
            }
            public void inactivate(BlockRequest request) throws BlockException {
                %s
            }
            %s
        }
        """;

    private static Program project;

    private PlantedDriver() {}

    /** The project's classes; read once, since they don't change while tests run. */
    static synchronized Program project() throws IOException {
        if (project == null) {
            project = Program.read(
                    Project.modulesWithClasses().stream().map(Module::output).toList());
        }
        return project;
    }

    /**
     * Complains about a driver.
     *
     * @param folder an empty one
     * @param read what it does as a reader, on line 17
     * @param inactivate what it does holding nothing, on line 21
     * @param more further members, on line 23
     */
    static List<String> complaints(Path folder, String read, String inactivate, String more)
            throws IOException {
        Path output = PlantedClasses.build(folder, BEFORE.formatted(read, inactivate, more));
        Program program = project().with(List.of(output));
        return LockRules.brokenFrom(program, "org/blockgraph/drivers/planted/").stream()
                .map(PlantedDriver::shorten)
                .toList();
    }

    /**
     * Leaves only the lines of planted code, as {@code read:17}, and not the steps within a class of
     * the core's own: those change with the project.
     */
    private static String shorten(String complaint) {
        return complaint
                .replaceAll("drivers\\.planted\\.Planted", "P")
                .replaceAll("\\(Planted\\.java:(\\d+)\\)", ":$1")
                .replaceAll("\\(\\w+\\.java:\\d+\\)", "")
                .replaceAll("(core\\.change\\.ChangeScope\\.[\\w.]+ -> )+", "ChangeScope -> ");
    }
}

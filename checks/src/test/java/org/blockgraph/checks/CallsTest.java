// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallsTest {

    @TempDir
    private Path folder;

    @Test
    void theProjectKeepsToItsAnnotations() throws IOException {
        assertEquals("", String.join("\n", CallsCheck.of(ProjectClasses.all())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "graph.close(\"d0\");",
                "deeper();",
                "new Inner();",
                "inactivate(request);",
                "device.read(request, offset, target, flags);"
            })
    void whatARequestMustNotDoIsFound(String statement) throws IOException {
        List<String> complaints = complaintsAbout(statement);
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(
                complaints.get(0).startsWith("org.blockgraph.drivers.planted.Planted.read("),
                complaints::toString);
        assertTrue(complaints.get(0).contains(" is @Io(READ) and calls "), complaints::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "child.read(request, offset, target, flags);",
                "flush(request, flags);",
                "graph.devices();",
                "later(() -> graph.close(\"d0\"));"
            })
    void whatARequestMayDoPasses(String statement) throws IOException {
        assertEquals(List.of(), complaintsAbout(statement));
    }

    private List<String> complaintsAbout(String statement) throws IOException {
        return CallsCheck.of(PlantedClasses.compile(
                folder,
                """
                package org.blockgraph.drivers.planted;

                import java.lang.foreign.MemorySegment;
                import java.util.concurrent.Callable;
                import org.blockgraph.api.*;
                import org.blockgraph.api.driver.*;

                abstract class Planted implements DriverInstance {
                    BlockGraph graph;
                    BlockDevice device;
                    Child child;

                    @Override
                    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                            throws BlockException {
                        %s
                        return 0;
                    }

                    private void deeper() throws BlockException {
                        deepest(null);
                    }

                    private void deepest(String name) throws BlockException {
                        if (name == null) {
                            graph.drain("n0");
                        } else {
                            deeper();
                        }
                    }

                    void later(Callable<?> task) {}

                    void later(Task task) {}

                    interface Task {
                        void run() throws BlockException;
                    }

                    @Override
                    public void inactivate(BlockRequest request) throws BlockException {
                        graph.close("d0");
                    }

                    class Inner {
                        Inner() throws BlockException {
                            graph.drainAll();
                        }
                    }
                }
                """.formatted(statement)));
    }
}

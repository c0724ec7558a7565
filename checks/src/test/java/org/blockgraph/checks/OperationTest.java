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
import org.junit.jupiter.params.provider.CsvSource;

class OperationTest {

    @TempDir
    private Path folder;

    @Test
    void everyOperationOfTheApiSaysFromWhereItIsCalled() throws IOException {
        assertEquals("", String.join("\n", OperationCheck.of(ProjectClasses.all())));
    }

    @Test
    void theApiHasOperations() throws IOException {
        long operations = ProjectClasses.all().stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> Operation.declaredBy(method).isPresent())
                .count();
        assertTrue(operations > 50, () -> "only " + operations + " were read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    void planted();                                 | neither
                    default void planted() {}                       | neither
                    static void planted() {}                        | neither
                    @Io @GlobalState void planted();                | both
                    @GlobalState(lock = LockNeed.READ) void planted();| no reader may call
                    """)
    void whatIsPlantedIsFound(String member, String complaint) throws IOException {
        List<String> complaints = complaintsAbout(member);
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(
                complaints.get(0).startsWith("org.blockgraph.api.planted.Planted.planted() "),
                complaints::toString);
        assertTrue(complaints.get(0).contains(complaint), complaints::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    @Io void planted();
                    @GlobalState(lock = LockNeed.WRITE) void planted();
                    private void planted() {}
                    record Planted2(int value) {}
                    """)
    void whatIsGoodPasses(String member) throws IOException {
        assertEquals(List.of(), complaintsAbout(member));
    }

    private List<String> complaintsAbout(String member) throws IOException {
        return OperationCheck.of(PlantedClasses.compile(
                folder,
                """
                package org.blockgraph.api.planted;
                import org.blockgraph.api.rules.*;
                public interface Planted {
                    %s
                }
                """.formatted(member)));
    }
}

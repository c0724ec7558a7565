// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FormatTest {

    private static final String BEGIN = "class Planted {\n";
    private static final String END = "}\n";

    @TempDir
    private Path folder;

    @Test
    void theProjectIsFormatted() throws Exception {
        assertEquals("", String.join("\n", FormatCheck.of(Project.javaFiles())));
    }

    static Stream<Arguments> planted() {
        String line = "    int a = 1;\n";
        return Stream.of(
                Arguments.of("FileTabCharacter", BEGIN + "\tint a;\n" + END),
                Arguments.of("NewlineAtEndOfFile", "class Planted {}"),
                Arguments.of("TrailingSpace", BEGIN + "    int a; \n" + END),
                Arguments.of("FileLength", BEGIN + "    // one more\n".repeat(400) + END),
                Arguments.of("LineLength", BEGIN + "    // " + "x".repeat(110) + "\n" + END),
                Arguments.of(
                        "MethodLength",
                        BEGIN + "    void m() {\n" + ("    " + line).repeat(70) + "    }\n" + END),
                Arguments.of("AvoidStarImport", "import java.util.*;\n\n" + BEGIN + "    List<?> a;\n" + END),
                Arguments.of("UnusedImports", "import java.util.List;\n\n" + BEGIN + END),
                Arguments.of(
                        "CustomImportOrder",
                        "import java.util.Set;\nimport java.util.List;\n\n" + BEGIN + "    Set<List<?>> a;\n"
                                + END),
                Arguments.of("Indentation", BEGIN + "  int a;\n" + END),
                Arguments.of(
                        "NeedBraces",
                        BEGIN + "    void m(int a) {\n        if (a > 0)\n            m(0);\n    }\n" + END),
                Arguments.of("LeftCurly", "class Planted\n{\n" + END),
                Arguments.of("WhitespaceAround", BEGIN + "    int a=1;\n" + END),
                Arguments.of("OneStatementPerLine", BEGIN + "    int a; int b;\n" + END),
                Arguments.of("ModifierOrder", BEGIN + "    final static int A = 1;\n" + END),
                Arguments.of("OuterTypeFilename", "class Other {}\n"));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void whatIsPlantedIsFound(String rule, String source) throws Exception {
        Path file = Files.writeString(folder.resolve("Planted.java"), source);
        List<String> complaints = FormatCheck.of(List.of(file));
        assertTrue(
                complaints.stream().anyMatch(complaint -> complaint.contains(": " + rule + ": ")),
                () -> rule + " is not among " + complaints);
    }

    @Test
    void aSwitchInsideAnExpressionMayStandDeeper() throws Exception {
        Path file = Files.writeString(
                folder.resolve("Planted.java"),
                BEGIN + """
                        int m(int a) {
                            return Math.max(
                                    a,
                                    switch (a) {
                                        case 1 -> 2;
                                        default -> 3;
                                    });
                        }
                    """ + END);
        assertEquals(List.of(), FormatCheck.of(List.of(file)));
    }

    @Test
    void whatIsGoodPasses() throws Exception {
        Path file = Files.writeString(folder.resolve("Planted.java"), BEGIN + "    int a = 1;\n" + END);
        assertEquals(List.of(), FormatCheck.of(List.of(file)));
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnusedCodeTest {

    @TempDir
    private Path folder;

    @Test
    void theProjectHasNone() throws Exception {
        List<Path> classes =
                Project.modulesWithClasses().stream().map(Module::output).toList();
        assertEquals("", String.join("\n", UnusedCodeCheck.of(Project.javaFiles(), classes)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UnusedPrivateField   | private int a;
            UnusedPrivateMethod  | private void a() {}
            UnusedLocalVariable  | void a() { int b = hashCode(); }
            UnusedFormalParameter| private void a(int b) {} void c() { a(1); }
            UnnecessaryImport    | @Override public String toString() { return ""; }
            EmptyCatchBlock      | void a() { try { wait(); } catch (InterruptedException e) { } }
            """)
    void whatIsPlantedIsFound(String rule, String member) throws Exception {
        List<String> complaints =
                complaintsAbout("import java.util.List;\nclass Planted {\n" + member + "\n}\n");
        assertTrue(
                complaints.stream().anyMatch(complaint -> complaint.contains(": " + rule + ": ")),
                () -> rule + " is not among " + complaints);
    }

    @Test
    void whatIsUsedPasses() throws Exception {
        assertEquals(
                List.of(),
                complaintsAbout("class Planted {\n private int a;\n int a() { return a++; }\n}\n"));
    }

    private List<String> complaintsAbout(String source) throws Exception {
        return UnusedCodeCheck.of(
                List.of(Files.writeString(folder.resolve("Planted.java"), source)), List.of());
    }
}

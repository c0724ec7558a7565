// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's code is code that the build compiles, and its links lead somewhere. */
final class ReadmeTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path DRIVER =
            ROOT.resolve("examples/pace/src/main/java/org/blockgraph/examples/pace/PaceDriver.java");
    private static final int MOST_LINES = 300;
    private static final int MOST_DRIVER_LINES = 120;

    private static List<String> readme() throws IOException {
        return Files.readAllLines(ROOT.resolve("README.md"));
    }

    private static List<List<String>> javaBlocks() throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : readme()) {
            if (line.equals("```java")) {
                block = new ArrayList<>();
            } else if (line.startsWith("```") && block != null) {
                blocks.add(block);
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }

    @Test
    void theDriverIsTheCompiledFile() throws IOException {
        List<String> driver = Files.readAllLines(DRIVER);
        assertEquals(String.join("\n", driver), String.join("\n", javaBlocks().getFirst()));
        assertTrue(driver.size() <= MOST_DRIVER_LINES, driver.size() + " lines are no short driver");
    }

    @Test
    void everyPieceOfCodeIsCompiledSomewhere() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.add(unindented(Files.readAllLines(file)));
            }
        }
        List<List<String>> blocks = javaBlocks();
        assertTrue(blocks.size() >= 4, blocks.size() + " pieces of code");
        for (List<String> block : blocks) {
            String wanted = unindented(block);
            assertTrue(
                    sources.stream().anyMatch(source -> source.contains(wanted)),
                    "in no example:\n" + wanted);
        }
    }

    private static String unindented(List<String> lines) {
        return String.join("\n", lines.stream().map(String::strip).toList());
    }

    @Test
    void itIsShort() throws IOException {
        assertTrue(readme().size() < MOST_LINES, readme().size() + " lines");
    }

    @Test
    void linksLeadToFiles() throws IOException {
        Matcher links = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(String.join("\n", readme()));
        List<String> broken = links.results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(ROOT.resolve(link)))
                .toList();
        assertEquals(List.of(), broken);
    }
}

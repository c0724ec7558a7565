// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void noArgumentMeansAPrompt() throws UsageException {
        CommandLine line = CommandLine.parse();
        assertTrue(line.interactive());
        assertNull(line.cache());
    }

    @Test
    void optionsComeInAnyOrder() throws UsageException {
        CommandLine line = CommandLine.parse(
                "-D",
                "a=1",
                "-c",
                "block:graph",
                "--cache",
                "there",
                "-c",
                "--headless",
                "--headless",
                "-Db=x=y");
        assertEquals(List.of("block:graph", "--headless"), line.lines());
        assertTrue(line.headless());
        assertEquals(Path.of("there"), line.cache());
        assertEquals(Map.of("a", "1", "b", "x=y"), line.properties());
        assertFalse(line.interactive());
    }

    @Test
    void linesAloneNeedNoPrompt() throws UsageException {
        assertFalse(CommandLine.parse("-c", "echo").interactive());
    }

    @ParameterizedTest
    @CsvSource({
        "-c, needs a value",
        "--cache, --cache DIR",
        "-D, KEY=VALUE",
        "-Dempty, 'empty'",
        "-D=x, KEY=VALUE",
        "--nonsense, --nonsense",
        "image.raw, image.raw"
    })
    void whatMakesNoSenseIsNamed(String argument, String named) {
        UsageException e = assertThrows(UsageException.class, () -> CommandLine.parse(argument));
        assertTrue(e.getMessage().contains(named), e.getMessage());
    }

    @Test
    void tooManyLinesAreRefused() {
        String[] arguments = Collections.nCopies(CommandLine.MAX_LINES + 1, List.of("-c", "echo")).stream()
                .flatMap(List::stream)
                .toArray(String[]::new);
        UsageException e = assertThrows(UsageException.class, () -> CommandLine.parse(arguments));
        assertTrue(e.getMessage().contains("source FILE"), e.getMessage());
    }
}

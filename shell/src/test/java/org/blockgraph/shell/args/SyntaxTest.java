// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockgraph.api.BlockError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

    private static final Syntax SYNTAX = Syntax.command("copy", "copy something")
            .operand("FROM", "where from")
            .optional("TO", "where to")
            .value("FMT", "the format", "-f", "--format")
            .values("K=V,...", "settings", "-o")
            .flag("be quiet", "-q")
            .flag("be wordy", "-v", "--verbose")
            .output()
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f raw -q -v a b",
                "a b -f raw -q -v",
                "a -qv b -f raw",
                "a -qvfraw b",
                "a -qvf raw b",
                "-q a --format=raw --verbose b",
                "-q --format raw -v -- a b",
                "a -q -q -v -f raw -- b"
            })
    void optionsStandAnywhere(String line) throws UsageException {
        Arguments arguments = parse(line);
        assertEquals("a", arguments.text("FROM"));
        assertEquals(Optional.of("b"), arguments.operand("TO"));
        assertEquals(Optional.of("raw"), arguments.value("-f"));
        assertTrue(arguments.has("-q"));
        assertTrue(arguments.has("-v"));
        assertFalse(arguments.json());
    }

    @Test
    void afterTwoHyphensThereIsNoOption() throws UsageException {
        Arguments arguments = parse("-- -q --");
        assertEquals("-q", arguments.text("FROM"));
        assertEquals(Optional.of("--"), arguments.operand("TO"));
        assertFalse(arguments.has("-q"));
    }

    @Test
    void aNegativeNumberAndAHyphenAreNoOptions() throws UsageException {
        Arguments arguments = parse("-1 -");
        assertEquals("-1", arguments.text("FROM"));
        assertEquals(Optional.of("-"), arguments.operand("TO"));
    }

    @Test
    void whatGogoTurnedIntoNullIsTheWordNull() throws UsageException {
        assertEquals("null", SYNTAX.parse((String) null).text("FROM"));
    }

    @Test
    void settingsAddUp() throws UsageException {
        assertEquals(Map.of("a", "1", "b", "2", "c", "3"), parse("-o a=1,b=2 x -o c=3").settingsOf("-o"));
    }

    @Test
    void outputIsHumanUnlessAskedFor() throws UsageException {
        assertFalse(parse("a").json());
        assertFalse(parse("a --output human").json());
        assertTrue(parse("a --output=json").json());
        assertTrue(parse("a --json").json());
        assertTrue(parse("a --json --output json").json());
    }

    @Test
    void helpNeedsNothingElse() throws UsageException {
        assertTrue(parse("--help").help());
        assertTrue(parse("-h").help());
        assertTrue(parse("a b c --help").help());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | FROM: missing; usage: SYNOPSIS",
                "-q | FROM: missing; usage: SYNOPSIS",
                "a b c | c: one word too many; usage: SYNOPSIS",
                "a -x | -x: no such option; usage: SYNOPSIS",
                "a -qx | -x: no such option; usage: SYNOPSIS",
                "a --nope=1 | --nope: no such option; usage: SYNOPSIS",
                "a -f | -f: needs a value, FMT",
                "a --format | --format: needs a value, FMT",
                "a -f raw --format=raw | --format: given twice",
                "a --verbose=1 | --verbose: takes no value"
            })
    void namesTheArgumentThatIsWrong(String line, String complaint) {
        UsageException refusal = assertThrows(UsageException.class, () -> parse(line));
        assertEquals("block:copy: " + complaint.replace("SYNOPSIS", SYNTAX.synopsis()), refusal.getMessage());
        assertEquals(BlockError.INVALID, refusal.error());
    }

    @Test
    void badOutputIsNamedAtOnce() {
        assertComplaint("--output: 'xml' is neither human nor json", () -> parse("a --output xml"));
        assertComplaint("--json: contradicts --output human", () -> parse("a --output human --json"));
    }

    @Test
    void badValuesAreNamed() {
        assertComplaint("FROM: is empty", () -> SYNTAX.parse("").text("FROM"));
        assertComplaint("FROM: '-1' is negative", () -> parse("-1").size("FROM"));
        assertComplaint("-f: '0' is no number of 1 or more", () -> parse("a -f 0").countOf("-f", 1));
        assertComplaint("-f: 'x' is no number of 1 or more", () -> parse("a -f x").countOf("-f", 1));
        assertComplaint("-o: 'x' is not of the form NAME=VALUE", () -> parse("a -o x").settingsOf("-o"));
    }

    @Test
    void aComplaintIsOneLineWhateverWasTyped() {
        UsageException refusal =
                assertThrows(UsageException.class, () -> SYNTAX.parse("a", "b", "c\nd\r\ne"));
        assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
    }

    @Test
    void usageTellsEveryOperandAndOption() {
        assertEquals(
                List.of(
                        "block:copy - copy something",
                        "usage: block:copy [-f|--format FMT] [-o K=V,...]... [-q] [-v|--verbose]"
                                + " [--output human|json] [--json] FROM [TO]",
                        "  FROM                 where from",
                        "  TO                   where to",
                        "  -f, --format FMT     the format",
                        "  -o K=V,...           settings",
                        "  -q                   be quiet",
                        "  -v, --verbose        be wordy",
                        "  --output human|json  text for people (the default) or JSON",
                        "  --json               short for --output json",
                        "  --help, -h           print this"),
                SYNTAX.usage().lines().toList());
    }

    private static Arguments parse(String line) throws UsageException {
        return SYNTAX.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    private static void assertComplaint(String complaint, Executable asked) {
        UsageException refusal = assertThrows(UsageException.class, asked);
        assertEquals("block:copy: " + complaint, refusal.getMessage());
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {

    @TempDir
    private Path folder;

    @Test
    void theProjectSpeaksOfItselfAlone() throws IOException {
        assertEquals("", String.join("\n", WordingCheck.of(Project.files())));
    }

    /** The mark is taken out before the text is planted, so that this file itself passes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "see /wo~rk/notes",
                "'/ro~ot/x'",
                "/ho~me/someone/x",
                "/Us~ers/someone",
                "https://re~po.example.org/x",
                "http://nex~us:8081/",
                "https://maven.mir~ror.example.org",
                "<re~pository>",
                "written by an assis~tant",
                "as in the previous ses~sion",
                "Co-authored~-by: someone"
            })
    void whatIsPlantedIsFound(String marked) throws IOException {
        List<String> complaints = complaintsAbout("first line\n" + marked.replace("~", "") + "\n");
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(complaints.get(0).startsWith("planted.md:2: "), complaints::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/jvm/x",
                "$HOME/x",
                "~/x",
                "https://example.org/home/x",
                "/tmp/disk.img",
                "a session of the shell",
                "the NBD session ends",
                "https://maven.apache.org/POM/4.0.0"
            })
    void whatIsNormalPasses(String text) throws IOException {
        assertEquals(List.of(), complaintsAbout(text + "\n"));
    }

    private List<String> complaintsAbout(String text) throws IOException {
        return WordingCheck.of(List.of(Files.writeString(folder.resolve("planted.md"), text)));
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LicenceTest {

    private static final String JAVA_HEADER =
            "// Copyright the Blockgraph authors.\n// SPDX-License-Identifier: Apache-2.0\n\n";

    @TempDir
    private Path folder;

    @Test
    void everyFileHasIt() throws IOException {
        assertEquals("", String.join("\n", LicenceCheck.of(Project.files())));
    }

    @ParameterizedTest
    @CsvSource({"Planted.java, package planted;", "planted.xml, <planted/>", "planted, #!/bin/bash"})
    void whereItIsMissingIsFound(String name, String text) throws IOException {
        assertEquals(
                List.of(name + ": the licence header is missing"),
                LicenceCheck.of(List.of(plant(name, text))));
    }

    @Test
    void aJavaFileThatDoesNotBeginWithItIsFound() throws IOException {
        Path file = plant("Planted.java", "package planted;\n\n" + JAVA_HEADER);
        assertEquals(1, LicenceCheck.of(List.of(file)).size());
    }

    @Test
    void aLicenceInItsPlacePasses() throws IOException {
        Path java = plant("Planted.java", JAVA_HEADER + "package planted;\n");
        Path script = plant("planted", "#!/bin/bash\n" + JAVA_HEADER.replace("//", "#"));
        assertEquals(List.of(), LicenceCheck.of(List.of(java, script)));
    }

    @Test
    void whatIsNoTextIsLeftAlone() throws IOException {
        Path file = Files.write(folder.resolve("planted.java"), new byte[] {0, (byte) 0xff, 1});
        assertEquals(List.of(), LicenceCheck.of(List.of(file)));
    }

    private Path plant(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}

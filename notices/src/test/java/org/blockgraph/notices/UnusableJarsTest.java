// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusableJarsTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final UnusableJars jars =
            new UnusableJars(new Notices(new PrintStream(printed, true, StandardCharsets.UTF_8)));

    @Test
    void aBundleIsLeftToTheOthers() throws Exception {
        assertNamed("", jar("bundle.jar", "some.name"));
    }

    @Test
    void aJarWithoutANameIsNoBundle() throws Exception {
        File jar = jar("plain.jar", null);
        String line = "blockgraph: " + jar
                + ": is no bundle: it has no Bundle-SymbolicName; not deployed, and looked "
                + "at again when it changes\n";
        assertNamed(line, jar);
    }

    @Test
    void aFileIsNamedAgainWhenItHasChanged() throws Exception {
        File junk = Files.writeString(folder.resolve("junk.jar"), "junk").toFile();
        String line =
                "blockgraph: " + junk + ": is no jar: zip END header not found; not deployed, and looked at "
                        + "again when it changes\n";
        assertNamed(line, junk);
        assertNamed(line, junk);
        Files.writeString(junk.toPath(), "more junk");
        assertNamed(line + line, junk);
        jar("junk.jar", "some.name");
        assertNamed(line + line, junk);
    }

    @Test
    void otherNamesFoldersAndWhatIsGoneAreNotItsAffair() throws Exception {
        assertNamed("", Files.writeString(folder.resolve("notes.txt"), "x").toFile());
        assertNamed("", Files.createDirectory(folder.resolve("folder.jar")).toFile());
        assertNamed("", folder.resolve("gone.jar").toFile());
    }

    @Test
    void whatIsRememberedIsBounded() throws Exception {
        File first = Files.writeString(folder.resolve("first.jar"), "junk").toFile();
        jars.canHandle(first);
        for (int i = 0; i < 1000; i++) {
            jars.canHandle(Files.writeString(folder.resolve(i + ".jar"), "junk").toFile());
        }
        jars.canHandle(first);
        assertEquals(1002, printed.toString(StandardCharsets.UTF_8).lines().count());
    }

    /** Looks at a file, and says what was printed by now. */
    private void assertNamed(String lines, File file) {
        assertFalse(jars.canHandle(file), "files are never taken");
        assertEquals(lines, printed.toString(StandardCharsets.UTF_8));
    }

    private File jar(String name, String symbolicName) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (symbolicName != null) {
            manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
        }
        Path jar = folder.resolve(name);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar.toFile();
    }
}

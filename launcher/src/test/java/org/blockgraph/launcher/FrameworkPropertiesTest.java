// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameworkPropertiesTest {

    @TempDir
    private Path home;

    @BeforeEach
    void writeFile() throws IOException {
        Files.createDirectory(home.resolve("conf"));
        Files.writeString(home.resolve("conf/appliance.properties"), """
                # a remark
                deploy.folder = ${appliance.home}/deploy
                kept=1
                """);
    }

    private Map<String, String> load(String... arguments) throws Exception {
        return FrameworkProperties.load(home, home.resolve("storage"), CommandLine.parse(arguments));
    }

    @Test
    void theFileMayNameTheAppliance() throws Exception {
        assertEquals(home + "/deploy", load().get("deploy.folder"));
    }

    @Test
    void theCommandLineWins() throws Exception {
        Map<String, String> properties = load("-D", "kept=2", "-D", "org.osgi.framework.storage=elsewhere");
        assertEquals("2", properties.get("kept"));
        assertEquals("elsewhere", properties.get("org.osgi.framework.storage"));
    }

    @Test
    void theShellAsksOnlyWhereSomebodyAnswers() throws Exception {
        assertEquals("", load().get("gosh.args"));
        assertEquals("--nointeractive", load("--headless").get("gosh.args"));
        assertEquals("--nointeractive", load("-c", "echo").get("gosh.args"));
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        Files.delete(home.resolve("conf/appliance.properties"));
        StartException e = assertThrows(StartException.class, this::load);
        assertTrue(e.getMessage().contains("appliance.properties"), e.getMessage());
    }
}

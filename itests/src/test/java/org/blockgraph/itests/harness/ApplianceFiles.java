// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Where the parts of the assembled appliance are. The build says where it is; see the pom. */
public final class ApplianceFiles {

    private static final Path HOME = Path.of(required("blockgraph.appliance"));

    private ApplianceFiles() {}

    /** The appliance's folder; tests write nothing into it. */
    public static Path home() {
        return HOME;
    }

    /** The framework that the tests run in: "felix" or "equinox". */
    public static String framework() {
        return required("blockgraph.framework");
    }

    /** The jar with all test drivers. */
    public static Path testDrivers() {
        return Path.of(required("blockgraph.testdrivers"));
    }

    /** The jar of a driver that ships, for example "org.blockgraph.drivers.raw". */
    public static Path driver(String name) {
        return HOME.resolve("deploy").resolve(name + ".jar");
    }

    /** The jar of a bundle that is no driver. */
    public static Path bundle(String name) {
        return levels().stream()
                .map(level -> level.resolve(name + ".jar"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + name + " in " + HOME));
    }

    /** The folders of the start levels. */
    public static List<Path> levels() {
        return list(HOME.resolve("bundle"), "*");
    }

    /** The jars in a folder, in order of their names. */
    public static List<Path> jars(Path folder) {
        return list(folder, "*.jar");
    }

    /** The framework's properties as the appliance's configuration has them. */
    static Properties properties() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(HOME.resolve("conf/appliance.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    private static List<Path> list(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("the system property " + property + " is missing: run by Maven");
        }
        return value;
    }
}

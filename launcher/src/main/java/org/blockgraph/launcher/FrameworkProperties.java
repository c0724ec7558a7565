// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.osgi.framework.Constants;

/** The framework's properties: the file in {@code conf}, then what the appliance itself decides, then -D. */
final class FrameworkProperties {

    /** Stands for the appliance's folder in the file. */
    private static final String HOME = "${appliance.home}";

    private static final String FILE = "conf/appliance.properties";

    private FrameworkProperties() {}

    static Map<String, String> load(Path home, Path storage, CommandLine line) throws StartException {
        Map<String, String> properties = new HashMap<>();
        Properties file = read(home.resolve(FILE));
        for (String key : file.stringPropertyNames()) {
            properties.put(key, file.getProperty(key).trim().replace(HOME, home.toString()));
        }
        properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        // The shell stops the framework when its standard input ends; and Equinox gives no prompt unless
        // asked.
        properties.put("gosh.args", line.interactive() ? "" : "--nointeractive");
        properties.putAll(line.properties());
        return properties;
    }

    private static Properties read(Path file) throws StartException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("can't read " + file + ": " + e, e);
        }
        return properties;
    }
}

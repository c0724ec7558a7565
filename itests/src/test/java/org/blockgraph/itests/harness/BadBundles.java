// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes versions of the bundle of the driver "misbehaving": a good one, and ones wrong in each way. */
public final class BadBundles {

    /** The bundle's symbolic name. */
    public static final String NAME = "test.misbehaving";

    private static final String CODE = "org.blockgraph.drivers.testing.misbehaving";

    private final DriverBundles bundles;

    /** @param folder where the jars go */
    public BadBundles(Path folder) {
        this.bundles = new DriverBundles(folder);
    }

    /** Behaves well. */
    public Path good(String version) throws Exception {
        return scripted(version, Map.of());
    }

    /** Does what the headers say: those of {@link Misbehaviour#headers}. */
    public Path scripted(String version, Map<String, String> headers) throws Exception {
        return bundles.ofTestDrivers(NAME, version, CODE, headers);
    }

    /** Does these deeds from the beginning: {@code point=deed, point/node=deed, …}. */
    public Path doing(String version, String deeds) throws Exception {
        return scripted(version, Map.of("Test-Misbehaviour", deeds));
    }

    /** Has a component that waits for ever. */
    public Path silent(String version) throws Exception {
        return bundles.ofTestDrivers(NAME, version, CODE + ".silent", Map.of());
    }

    /** Has the code, but no component. */
    public Path withoutComponent(String version) throws Exception {
        return scripted(version, Map.of("-dsannotations", "!*"));
    }

    /** Needs a package that nobody exports. */
    public Path unresolvable(String version) throws Exception {
        return scripted(version, Map.of("Import-Package", "test.nowhere;version=\"[1,2)\",*"));
    }

    /** Needs a newer API than there is. */
    public Path needingNewerApi(String version) throws Exception {
        return scripted(version, Map.of("Import-Package", "org.blockgraph.api.*;version=\"[9,10)\",*"));
    }

    /** Has the API in it and exports it. */
    public Path exportingApi(String version) throws Exception {
        return scripted(version, Map.of("Export-Package", "org.blockgraph.api.*"));
    }

    /** Has the API in it, for itself. */
    public Path embeddingApi(String version) throws Exception {
        return bundles.newVersion(exportingApi(version), Map.of(
                "Bundle-Version", version,
                "Export-Package", "",
                "Import-Package", "javax.management,org.osgi.framework"));
    }

    /** Is a driver of another format under the same name. */
    public Path ofOtherFormat(String version) throws Exception {
        Map<String, String> headers = new HashMap<>();
        headers.put("Bundle-SymbolicName", NAME);
        headers.put("Bundle-Version", version);
        return bundles.newVersion(ApplianceFiles.driver("org.blockgraph.drivers.raw"), headers);
    }
}

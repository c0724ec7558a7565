// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Says what to do at a point: by the bundle's headers, or by the service that they name. Any thread.
 *
 * @param fixed what the header says, by "point" or "point/node"
 * @param asked what is asked where the header says nothing
 */
record Script(Map<String, String> fixed, BiFunction<String, String, Object> asked) {

    static Script of(BundleContext context) {
        var headers = context.getBundle().getHeaders();
        String service = headers.get("Test-Script");
        return new Script(
                parse(headers.get("Test-Misbehaviour")),
                service == null ? (point, node) -> null : find(context, service));
    }

    private static Map<String, String> parse(String header) {
        Map<String, String> fixed = new HashMap<>();
        if (header != null) {
            for (String clause : header.split(",")) {
                String[] parts = clause.split("=", 2);
                fixed.put(parts[0].trim(), parts[1].trim());
            }
        }
        return fixed;
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<String, String, Object> find(BundleContext context, String name) {
        try {
            String filter = "(test.script=" + name + ")";
            for (ServiceReference<?> each : context.getServiceReferences(BiFunction.class, filter)) {
                return (BiFunction<String, String, Object>) context.getService(each);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("the script's name " + name, e);
        }
        throw new IllegalStateException("no script " + name);
    }

    /** Returns the deed, or null where nothing is said. */
    Object at(String point, String node) {
        String there = fixed.get(point + "/" + node);
        String said = there == null ? fixed.get(point) : there;
        return said == null ? asked.apply(point, node) : said;
    }
}

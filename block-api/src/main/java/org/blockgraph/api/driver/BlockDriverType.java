// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares a driver on its class: as service properties {@code org.blockgraph.driver.format} and {@code
 * .kind} in a framework, as a bundle capability {@code org.blockgraph.driver} for resolvers, and by
 * reflection on a plain class path.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = BlockDriverType.NAMESPACE, name = "${#format}")
public @interface BlockDriverType {

    /** Prepended to the names of the properties. */
    String PREFIX_ = "org.blockgraph.driver.";

    /** The capability's namespace. */
    String NAMESPACE = "org.blockgraph.driver";

    /** The service property that holds the format. */
    String FORMAT = PREFIX_ + "format";

    /** The service property that holds the kind. */
    String KIND = PREFIX_ + "kind";

    /** The name used in options; lower-case letters, digits and hyphens. */
    String format();

    /** What the driver's nodes are. */
    DriverKind kind();
}

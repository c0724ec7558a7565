// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class run inside the assembled appliance, in the framework that is first on the class path.
 * JUnit finds and counts the methods as always; each is called on the copy of its class that lives in a
 * bundle. A parameter of type {@link org.osgi.framework.BundleContext} gets that bundle's context, one that
 * is an interface of the API, the lock, OSGi or the shell gets a service. Parameters of {@code @TempDir} and
 * {@code @ParameterizedTest} work where they are of JDK types; fields of {@code @TempDir} do not.
 */
@ExtendWith(ApplianceExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface InAppliance {

    /** Whether each method gets an appliance of its own, for tests that leave it in ruins. */
    boolean fresh() default false;

    /** Framework properties beside those of the appliance, each {@code name=value}. */
    String[] properties() default {};
}

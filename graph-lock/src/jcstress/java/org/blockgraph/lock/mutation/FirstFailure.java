// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/** A program that runs the lock's tests and stops at the first that fails, naming it. */
final class FirstFailure {

    private FirstFailure() {}

    /** Runs the test classes of the lock whose names match the first argument. */
    public static void main(String[] arguments) {
        LauncherFactory.create().execute(
                request()
                        .selectors(selectPackage("org.blockgraph.lock"))
                        .filters(ClassNameFilter.includeClassNamePatterns(arguments[0]))
                        .build(),
                new Stopper());
        System.out.println("passed");
        System.exit(0);
    }

    private static final class Stopper implements TestExecutionListener {

        @Override
        public void executionStarted(TestIdentifier test) {
            if (test.isTest()) {
                System.out.println("started " + name(test));
            }
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                System.out.println("failed " + name(test));
                result.getThrowable().ifPresent(failure -> failure.printStackTrace(System.out));
                Runtime.getRuntime().halt(1);
            }
        }

        private static String name(TestIdentifier test) {
            return test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast)
                    .map(source -> source.getJavaClass().getSimpleName() + "#" + source.getMethodName())
                    .orElse(test.getDisplayName());
        }
    }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Files that the core owns and drivers borrow: opened, locked against other processes, identified and closed
 * here, through the foreign function API, so that no interrupted client closes a file for the others.
 */
package org.blockgraph.core.file;

//! The operators: [`conv`] with its parts, and the [`simple`] ones that only move or add.

pub mod conv;
pub mod pack;
pub mod rows;
pub mod simple;

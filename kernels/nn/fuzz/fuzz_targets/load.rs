//! Loads bytes as a model and runs it: anything but a typed error or a finished run is a finding, and so is memory beyond
//! what the file and the plan account for.

#![no_main]

#[path = "../../tests/support/hostile.rs"]
mod hostile;

use libfuzzer_sys::fuzz_target;
use nn::error::Error;

fuzz_target!(|bytes: &[u8]| {
    if let Err(Error::Internal(message)) = hostile::try_run(bytes) {
        panic!("ours: {message}");
    }
});

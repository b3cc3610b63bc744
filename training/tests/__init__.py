"""Tests of the training code: /usr/bin/python3 -m unittest discover training/tests"""
